/** What a request came to that is none of our addresses, and was meant for one. */
export interface WrongAddress {
  /** `buyer`: his browser wants a page; `program`: JSON. The last name in the path decides. */
  asks: 'buyer' | 'program';
  protocol: 'epay' | 'vmq' | 'v2';
  /** `joined`: a file name below, behind or in front of another; `bare`: no name, but a shop's signed fields. */
  how: 'joined' | 'bare' | 'v2';
  /** What has to be entered in the shop instead. */
  right: string;
  /** False: something else lies below the name. It may be no shop's at all, and a phone takes any 2xx for "understood". */
  isExact: boolean;
}

type Fields = Readonly<Record<string, string | undefined>>;

const EPAY = 'submit|mapi|api|qrcode';
const VMQ = 'createorder|getorder|checkorder|closeorder';
/** The name at the end of one part of a path: with its `.php` behind anything, without it only behind other names. */
const NAMED = new RegExp(`(${EPAY}|${VMQ})(\\.php)?$`);
const WHOLE = new RegExp(`^(?:(?:${EPAY}|${VMQ}|index)(?:\\.php)?)+$`);
/** Source: docs/reference/epay-v2.md, section 2. */
const V2 = /api(?:\.php)?\/(?:pay|merchant|transfer|complain)\/(\w+)\/?$/;

/**
 * Null for an address that no shop would ask. `site`: where shops reach us, without a trailing slash.
 * Source: docs/reference/epay-v1.md, section 8, "What the owner enters as address".
 */
export function readWrongAddress(path: string, fields: Fields, site: string): WrongAddress | null {
  const parts = path.toLowerCase().split('/').filter(Boolean);
  const v2 = V2.exec(`/${parts.join('/')}`);
  if (v2) {
    const asks = v2[1] === 'submit' ? 'buyer' : 'program';
    return { asks, protocol: 'v2', how: 'v2', right: `${site}/`, isExact: true };
  }
  const names = parts.map(nameOf);
  const name = names.findLast((found) => found !== null);
  if (name) return { ...joined(name, fields, site), isExact: names.at(-1) === name };
  if (!fields.sign) return null;
  if (fields.pid && (fields.out_trade_no || fields.notify_url)) {
    return { asks: 'buyer', protocol: 'epay', how: 'bare', right: `${site}/submit.php`, isExact: true };
  }
  return fields.payId && fields.price ? vmq('bare', fields, `${site}/createOrder`) : null;
}

function nameOf(part: string): string | null {
  const [, name, ending] = NAMED.exec(part) ?? [];
  if (!name) return null;
  return ending || WHOLE.test(part) ? name : null;
}

function joined(name: string, fields: Fields, site: string): WrongAddress {
  if (new RegExp(`^(${VMQ})$`).test(name)) return vmq('joined', fields, `${site}/`);
  const asks = name === 'submit' ? 'buyer' : 'program';
  return { asks, protocol: 'epay', how: 'joined', right: `${site}/`, isExact: true };
}

function vmq(how: WrongAddress['how'], { isHtml }: Fields, right: string): WrongAddress {
  return { asks: isHtml === '1' ? 'buyer' : 'program', protocol: 'vmq', how, right, isExact: true };
}
