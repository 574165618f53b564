import type { PayType } from '../../shared/pay-type.ts';
import type { Code } from '../accounts/index.ts';

/** Where the buyer's browser runs, as far as it says. */
export type Device = 'wechat' | 'alipay' | 'unionpay' | 'phone' | 'desktop';

export function deviceOf(userAgent: string | undefined): Device {
  const agent = userAgent ?? '';
  if (/MicroMessenger/i.test(agent))
    return /Windows|Macintosh|WindowsWechat/i.test(agent) ? 'desktop' : 'wechat';
  if (/AlipayClient/i.test(agent)) return 'alipay';
  // 云闪付 says "(com.unionpay.chsp) … (UnionPay/1.0 CloudPay)", banks' apps "UnionPay/1.0" and their own name.
  if (/\bUnionPay\/\d|\bcom\.unionpay\.|\bCloudPay\b/i.test(agent)) return 'unionpay';
  return /Android|iPhone|iPad|iPod|HarmonyOS|Mobile/i.test(agent) ? 'phone' : 'desktop';
}

/**
 * How this buyer gets from the picture to paying: scan it with a phone, press it long, save it and choose it
 * from the album (`album`: in the paying app itself), open the app with the address in the code, or leave an app that
 * can't pay this way.
 */
export interface ScanHelp {
  how: 'scan' | 'long_press' | 'album' | 'save' | 'open_app' | 'wrong_app';
  /** Address that opens the paying app; null where none is known or none is needed. */
  appUrl: string | null;
}

const ALIPAY_OPEN = 'alipays://platformapi/startapp?appId=20000067&url=';

/** `kind`: of a personal code; null for an aggregator's. `fixesAmount`: the amount is in it, its buyer types nothing. */
export type ShownCode = Pick<Code, 'style' | 'content'> & { kind?: string | null; fixesAmount?: boolean };

export function scanHelp(payType: PayType, device: Device, code: ShownCode): ScanHelp {
  if (device === 'desktop') return { how: 'scan', appUrl: null };
  if (payType === 'wxpay') {
    if (device === 'wechat') return { how: opensByLongPress(code) ? 'long_press' : 'album', appUrl: null };
    return isOtherApp(device) ? { how: 'wrong_app', appUrl: null } : { how: 'save', appUrl: 'weixin://' };
  }
  if (payType === 'alipay') {
    if (device === 'alipay') return { how: 'long_press', appUrl: null };
    if (isOtherApp(device)) return { how: 'wrong_app', appUrl: null };
    const isLink = code.style === 'link' && /^https:\/\//i.test(code.content);
    return isLink
      ? { how: 'open_app', appUrl: ALIPAY_OPEN + encodeURIComponent(code.content) }
      : { how: 'save', appUrl: 'alipays://' };
  }
  // In its own app as well: whether a long press is understood there is not known.
  return isOtherApp(device) && device !== 'unionpay'
    ? { how: 'wrong_app', appUrl: null }
    : { how: 'save', appUrl: null };
}

/** The browser inside an app that pays its own way; to be asked after the order's own app. */
function isOtherApp(device: Device): boolean {
  return device === 'wechat' || device === 'alipay' || device === 'unionpay';
}

/** WeChat opens the address in a picture that is pressed long, and no payment code of its own kind (wxp://). */
function opensByLongPress({ style, content, kind = null }: ShownCode): boolean {
  return style === 'link' ? /^https?:\/\//i.test(content) : kind === null;
}
