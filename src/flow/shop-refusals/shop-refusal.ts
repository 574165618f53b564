import type { Refusal } from '../../shared/errors.ts';
import type { RefusalCode } from '../../shared/refusals.ts';
import type { Saying } from '../../shared/saying.ts';

/** A shop's request that was refused. Its fields may hold secrets. */
export interface RefusedRequest {
  /** Which address it came to. */
  door: string;
  refusal: Refusal;
  params: Readonly<Record<string, string | undefined>>;
}

/** Refused requests of one cause, merchant and address, as their owner reads them. Times in ms. */
export interface ShopRefusal {
  /** Null: the request named no merchant of ours. */
  pid: number | null;
  door: string;
  code: string;
  /** Which of the code's causes; '' where the code says all. */
  reason: string;
  times: number;
  firstAt: number;
  lastAt: number;
  /** What the last one was answered, secrets left out. */
  answer: Saying;
  /** What the last one sent, secrets left out. */
  fields: [name: string, value: string][];
}

/** What an owner can mend. Busy amounts, orders that aren't there and too many failures are told elsewhere. */
const LISTED: ReadonlySet<RefusalCode> = new Set<RefusalCode>([
  'bad_sign',
  'unknown_merchant',
  'bad_key',
  'bad_input',
  'other_terms',
  'not_a_form',
  'bad_form',
  'wrong_method',
  'wrong_address',
  'speaks_v1',
  'unknown_act',
  'no_refund',
  'no_code',
]);
/** Requests of which nothing may be left. Each is one row a day, whoever sends how many. */
const LOST: ReadonlySet<RefusalCode> = new Set(['not_a_form', 'bad_form', 'wrong_method']);
/** Where no person looks in with a browser. */
const PROGRAMS_DOORS: ReadonlySet<string> = new Set(['mapi', 'createOrder', 'closeOrder']);
const SHOPS_FIELDS = ['pid', 'sign', 'key', 'out_trade_no', 'payId', 'orderId'];

/** The kind of cause that a refused request is listed under; null for one that no shop made, or no owner can mend. */
export function kindOf({ door, refusal, params }: RefusedRequest): { code: string; reason: string } | null {
  const { code, fields } = refusal;
  if (!LISTED.has(code)) return null;
  // Who scans the internet for pages sends none of a shop's fields.
  const isShop = SHOPS_FIELDS.some((name) => params[name] !== undefined);
  // But what a shop sent may have been lost on its way: by a form that can't be read, or by a redirect to https.
  const isLost = LOST.has(code) && (refusal.reason !== 'empty' || PROGRAMS_DOORS.has(door));
  if (!isShop && !isLost && code !== 'speaks_v1') return null;
  const reason = refusal.reason ?? fields[0]?.field ?? '';
  return { code, reason: /^\w{1,30}$/.test(reason) ? reason : '' };
}
