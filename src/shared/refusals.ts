import type { TextKey } from './i18n/index.ts';

/** Whose mistake it is, and so who can mend it. `nobody`: it is a "not now". */
export type Mistake = 'shop' | 'buyer' | 'owner' | 'device' | 'nobody';

interface RefusalKind {
  /** HTTP, where the audience's answers have one of their own. */
  status: number;
  mistake: Mistake;
  /** `code` of the epay protocol's answer; -1 where none is named. */
  epay?: number;
}

/**
 * The closed catalogue of refusals: every "no" of ours is one of these. Its words are the texts `refusal.<code>` and
 * `refusal.<code>.<variant>` of the dictionaries (i18n/{zh,en}/refusals-*.ts).
 */
export const refusals = {
  // What anybody may meet.
  bad_input: { status: 400, mistake: 'shop' },
  bad_form: { status: 400, mistake: 'shop' },
  bad_host: { status: 400, mistake: 'owner' },
  malformed: { status: 400, mistake: 'shop' },
  too_large: { status: 413, mistake: 'shop' },
  not_found: { status: 404, mistake: 'nobody' },
  not_installed: { status: 503, mistake: 'owner' },
  too_many: { status: 429, mistake: 'nobody' },
  too_many_failures: { status: 429, mistake: 'nobody' },
  // Shops.
  unknown_merchant: { status: 403, mistake: 'shop', epay: -3 },
  bad_sign: { status: 403, mistake: 'shop', epay: -3 },
  bad_key: { status: 403, mistake: 'shop', epay: -3 },
  not_a_form: { status: 400, mistake: 'shop', epay: -4 },
  wrong_method: { status: 405, mistake: 'shop', epay: -4 },
  no_number: { status: 400, mistake: 'shop', epay: -4 },
  unknown_act: { status: 400, mistake: 'shop', epay: -5 },
  speaks_v1: { status: 404, mistake: 'shop', epay: -5 },
  wrong_address: { status: 404, mistake: 'shop', epay: -5 },
  no_refund: { status: 400, mistake: 'shop', epay: -2 },
  other_terms: { status: 409, mistake: 'shop' },
  order_over: { status: 400, mistake: 'nobody' },
  shop_not_told: { status: 400, mistake: 'nobody' },
  // Shops and their buyers.
  no_code: { status: 503, mistake: 'owner' },
  all_taken: { status: 503, mistake: 'nobody' },
  too_many_open: { status: 503, mistake: 'buyer' },
  too_many_changes: { status: 409, mistake: 'buyer' },
  order_closed: { status: 409, mistake: 'nobody' },
  unknown_order: { status: 404, mistake: 'nobody' },
  // Owners: what they look for is not there, or not theirs.
  unknown_account: { status: 404, mistake: 'owner' },
  unknown_alert: { status: 404, mistake: 'owner' },
  unknown_code: { status: 404, mistake: 'owner' },
  unknown_device: { status: 404, mistake: 'owner' },
  unknown_host: { status: 400, mistake: 'owner' },
  unknown_platform: { status: 404, mistake: 'owner' },
  unknown_receipt: { status: 404, mistake: 'owner' },
  unknown_rule: { status: 404, mistake: 'owner' },
  unknown_text: { status: 404, mistake: 'owner' },
  unknown_user: { status: 404, mistake: 'owner' },
  no_merchant: { status: 404, mistake: 'owner' },
  not_allowed: { status: 403, mistake: 'owner' },
  login_needed: { status: 401, mistake: 'owner' },
  csrf: { status: 403, mistake: 'owner' },
  // Owners: it can't be done as things are.
  already_paid: { status: 409, mistake: 'owner' },
  changed_meanwhile: { status: 409, mistake: 'owner' },
  not_pending: { status: 409, mistake: 'owner' },
  not_paid: { status: 409, mistake: 'owner' },
  no_address: { status: 409, mistake: 'owner' },
  not_unconfirmed: { status: 409, mistake: 'owner' },
  not_unmatched: { status: 409, mistake: 'owner' },
  other_merchant: { status: 409, mistake: 'owner' },
  receipt_used: { status: 409, mistake: 'owner' },
  duplicate_account: { status: 409, mistake: 'owner' },
  duplicate_terminal: { status: 409, mistake: 'owner' },
  username_taken: { status: 409, mistake: 'owner' },
  last_owner: { status: 409, mistake: 'owner' },
  // Owners: what they filled in.
  bad_account: { status: 400, mistake: 'owner' },
  bad_addresses: { status: 400, mistake: 'owner' },
  bad_code: { status: 400, mistake: 'owner' },
  bad_device: { status: 400, mistake: 'owner' },
  bad_merchant: { status: 400, mistake: 'owner' },
  bad_notify: { status: 400, mistake: 'owner' },
  bad_picture: { status: 400, mistake: 'owner' },
  bad_pid: { status: 400, mistake: 'owner' },
  bad_rule: { status: 400, mistake: 'owner' },
  bad_rules: { status: 400, mistake: 'owner' },
  bad_settings: { status: 400, mistake: 'owner' },
  bad_user: { status: 400, mistake: 'owner' },
  bad_username: { status: 400, mistake: 'owner' },
  mismatch: { status: 400, mistake: 'owner' },
  weak_password: { status: 400, mistake: 'owner' },
  wrong_password: { status: 400, mistake: 'owner' },
  no_qr: { status: 400, mistake: 'owner' },
  several_qr: { status: 400, mistake: 'owner' },
  not_a_picture: { status: 400, mistake: 'owner' },
  unreadable_small: { status: 400, mistake: 'owner' },
  no_file: { status: 400, mistake: 'owner' },
  usage: { status: 400, mistake: 'owner' },
  // Installing and starting.
  already_installed: { status: 409, mistake: 'owner' },
  database_newer: { status: 503, mistake: 'owner' },
  database_occupied: { status: 409, mistake: 'owner' },
  database_unfit: { status: 503, mistake: 'owner' },
  database_unknown: { status: 503, mistake: 'owner' },
  database_unusable: { status: 503, mistake: 'owner' },
  installation_lost: { status: 503, mistake: 'owner' },
  key_missing: { status: 503, mistake: 'owner' },
  wrong_key: { status: 503, mistake: 'owner' },
} as const satisfies Record<string, RefusalKind>;

export type RefusalCode = keyof typeof refusals;

type AfterPrefix<Key> = Key extends `refusal.${infer Name}` ? Name : never;

/** A code, or a code and the variant of it that is told: "bad_sign.plus". */
export type RefusalName = Extract<AfterPrefix<TextKey>, RefusalCode | `${RefusalCode}.${string}`>;

/** The catalogue's line for a code. */
export function refusalKind(code: RefusalCode): RefusalKind {
  return refusals[code];
}
