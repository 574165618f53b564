import type { PayType } from '../../shared/pay-type.ts';
import type { Code } from '../accounts/index.ts';

/** Where the buyer's browser runs, as far as it says. */
export type Device = 'wechat' | 'alipay' | 'phone' | 'desktop';

export function deviceOf(userAgent: string | undefined): Device {
  const agent = userAgent ?? '';
  if (/MicroMessenger/i.test(agent))
    return /Windows|Macintosh|WindowsWechat/i.test(agent) ? 'desktop' : 'wechat';
  if (/AlipayClient/i.test(agent)) return 'alipay';
  return /Android|iPhone|iPad|iPod|HarmonyOS|Mobile/i.test(agent) ? 'phone' : 'desktop';
}

/**
 * How this buyer gets from the picture to paying: scan it with a phone, press it long, save it and choose it
 * from the album, open the app with the address in the code, or leave an app that can't pay this way.
 */
export interface ScanHelp {
  how: 'scan' | 'long_press' | 'save' | 'open_app' | 'wrong_app';
  /** Address that opens the paying app; null where none is known or none is needed. */
  appUrl: string | null;
}

const ALIPAY_OPEN = 'alipays://platformapi/startapp?appId=20000067&url=';

export function scanHelp(payType: PayType, device: Device, code: Pick<Code, 'style' | 'content'>): ScanHelp {
  if (device === 'desktop') return { how: 'scan', appUrl: null };
  if (payType === 'wxpay') {
    if (device === 'wechat') return { how: 'long_press', appUrl: null };
    return device === 'alipay' ? { how: 'wrong_app', appUrl: null } : { how: 'save', appUrl: 'weixin://' };
  }
  if (payType === 'alipay') {
    if (device === 'alipay') return { how: 'long_press', appUrl: null };
    if (device === 'wechat') return { how: 'wrong_app', appUrl: null };
    const isLink = code.style === 'link' && /^https:\/\//i.test(code.content);
    return isLink
      ? { how: 'open_app', appUrl: ALIPAY_OPEN + encodeURIComponent(code.content) }
      : { how: 'save', appUrl: 'alipays://' };
  }
  return { how: 'save', appUrl: null };
}
