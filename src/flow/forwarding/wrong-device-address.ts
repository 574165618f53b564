/** A request to none of our addresses, as far as it was read. */
export interface StrayRequest {
  /** As it stands in the request line, without the query. */
  path: string;
  /** Of the address and, where a form came, of that. */
  fields: Readonly<Record<string, string | undefined>>;
  /** What came, where that is no form; '' for nothing. */
  text: string;
  header(name: string): unknown;
}

/**
 * Who sent a request that came to none of our addresses: a phone or PC with the template of the set-up page, or a V免签
 * app. `unspoken`: by a V免签 app, in a dialect that we don't know. Null: no device would ask so.
 */
export function readWrongDeviceAddress(stray: StrayRequest): 'phone' | 'vmq' | 'unspoken' | null {
  const { fields } = stray;
  // Behind index.php, frameworks take the path from `s`.
  const path = `${stray.path}/${fields.s ?? ''}`.toLowerCase();
  if (path.includes('mpaynotify') || isForwarded(stray)) return 'phone';
  if (/appheart|apppush/.test(path) || SPOKEN.test(path)) return 'vmq';
  if (isBelowApi(path)) return 'unspoken';
  return isSignedCall(fields) || HEADERS.some((name) => stray.header(name) !== undefined) ? 'vmq' : null;
}

/** What newer V免签 apps put behind the base that they were given. Source: docs/reference/listeners.md 3.3. */
const SPOKEN = /\/api\/(?:monitor\/(?:heart|push)|v1\/(?:system\/heartbeat|payments\/notify))\/*$/;
const HEADERS = ['x-vmq-signature', 'x-vmq-timestamp', 'x-vmq-nonce'];
/** How their other addresses end. */
const CALLS = /^(?:heartbeat|heart|push|payments?|notify)(?:\.php)?$/;

function isBelowApi(path: string): boolean {
  const parts = path.split('/').filter(Boolean);
  const api = parts.findIndex((part) => part === 'api' || part === 'api.php');
  return (
    api >= 0 && parts.slice(api + 1).some((part, at, { length }) => at === length - 1 && CALLS.test(part))
  );
}

/** The message template of the set-up page, or what SmsForwarder sends without one. Source: listeners.md 1.2. */
function isForwarded({ text, fields }: StrayRequest): boolean {
  const beginning = text.slice(0, 1_000).trimStart();
  if (beginning.startsWith('{') && /"action"\s*:\s*"mpay/.test(beginning)) return true;
  if (fields.action?.startsWith('mpay')) return true;
  return fields.content !== undefined && fields.timestamp !== undefined;
}

/** A heartbeat or push that lost its name. Shops sign too, but always name a merchant or an order. */
function isSignedCall({ t = '', sign = '', ...others }: StrayRequest['fields']): boolean {
  const isShops = ['pid', 'payId', 'orderId', 'out_trade_no'].some((name) => others[name] !== undefined);
  return !isShops && /^\d{10,13}$/.test(t) && /^[0-9a-f]{32}$/i.test(sign);
}
