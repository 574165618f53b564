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
  unknown_package: { status: 404, mistake: 'owner' },
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
  plugin_in_use: { status: 409, mistake: 'owner' },
  duplicate_account: { status: 409, mistake: 'owner' },
  duplicate_device: { status: 409, mistake: 'owner' },
  duplicate_terminal: { status: 409, mistake: 'owner' },
  username_taken: { status: 409, mistake: 'owner' },
  last_owner: { status: 409, mistake: 'owner' },
  // Owners: what they filled in.
  bad_account: { status: 400, mistake: 'owner' },
  bad_addresses: { status: 400, mistake: 'owner' },
  bad_code: { status: 400, mistake: 'owner' },
  bad_device: { status: 400, mistake: 'owner' },
  bad_index: { status: 502, mistake: 'owner' },
  bad_package: { status: 400, mistake: 'owner' },
  bad_merchant: { status: 400, mistake: 'owner' },
  bad_notify: { status: 400, mistake: 'owner' },
  bad_picture: { status: 400, mistake: 'owner' },
  bad_recording: { status: 400, mistake: 'owner' },
  recording_unfit: { status: 409, mistake: 'owner' },
  picture_too_large: { status: 413, mistake: 'owner' },
  bad_pid: { status: 400, mistake: 'owner' },
  bad_rule: { status: 400, mistake: 'owner' },
  bad_limits: { status: 400, mistake: 'owner' },
  bad_rules: { status: 400, mistake: 'owner' },
  bad_settings: { status: 400, mistake: 'owner' },
  bad_trial: { status: 400, mistake: 'owner' },
  bad_user: { status: 400, mistake: 'owner' },
  bad_username: { status: 400, mistake: 'owner' },
  mismatch: { status: 400, mistake: 'owner' },
  weak_password: { status: 400, mistake: 'owner' },
  wrong_password: { status: 403, mistake: 'owner' },
  too_many_guesses: { status: 429, mistake: 'owner' },
  no_qr: { status: 400, mistake: 'owner' },
  several_qr: { status: 400, mistake: 'owner' },
  not_a_picture: { status: 400, mistake: 'owner' },
  unreadable_small: { status: 400, mistake: 'owner' },
  no_file: { status: 400, mistake: 'owner' },
  usage: { status: 400, mistake: 'owner' },
  // Phones, PCs and V免签 apps. /mpayNotify answers all of its own with 400; the app's answers have these.
  not_post: { status: 400, mistake: 'device' },
  empty: { status: 400, mistake: 'device' },
  message_too_large: { status: 400, mistake: 'device' },
  not_readable: { status: 400, mistake: 'device' },
  duplicate_field: { status: 400, mistake: 'device' },
  wrong_template: { status: 400, mistake: 'device' },
  unfilled: { status: 400, mistake: 'device' },
  wrong_action: { status: 400, mistake: 'device' },
  no_data: { status: 400, mistake: 'device' },
  no_time: { status: 400, mistake: 'device' },
  no_sign: { status: 400, mistake: 'device' },
  not_a_frame: { status: 400, mistake: 'device' },
  duplicate_name: { status: 400, mistake: 'device' },
  injected: { status: 400, mistake: 'device' },
  missing_field: { status: 400, mistake: 'device' },
  null_value: { status: 400, mistake: 'device' },
  unfilled_tag: { status: 400, mistake: 'device' },
  bad_field: { status: 400, mistake: 'device' },
  wrong_ids: { status: 400, mistake: 'device' },
  other_account: { status: 400, mistake: 'device' },
  no_pc: { status: 400, mistake: 'device' },
  no_phone: { status: 400, mistake: 'device' },
  bad_secret: { status: 400, mistake: 'device' },
  not_a_time: { status: 400, mistake: 'device' },
  too_old: { status: 400, mistake: 'device' },
  in_future: { status: 400, mistake: 'device' },
  same_second: { status: 400, mistake: 'device' },
  changed: { status: 409, mistake: 'device' },
  refused_before: { status: 400, mistake: 'device' },
  phone_address: { status: 404, mistake: 'device' },
  vmq_address: { status: 404, mistake: 'device' },
  vmq_sign: { status: 401, mistake: 'device' },
  vmq_headers: { status: 400, mistake: 'device' },
  vmq_time: { status: 400, mistake: 'device' },
  vmq_push: { status: 400, mistake: 'device' },
  vmq_account: { status: 400, mistake: 'device' },
  vmq_unknown: { status: 404, mistake: 'device' },
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

/** What phones, PCs and V免签 apps are refused for. */
export type DeviceRefusalCode = {
  [Code in RefusalCode]: (typeof refusals)[Code]['mistake'] extends 'device' ? Code : never;
}[RefusalCode];

type AfterPrefix<Key> = Key extends `refusal.${infer Name}` ? Name : never;

/** A code, or a code and the variant of it that is told: "bad_sign.plus". */
export type RefusalName = Extract<AfterPrefix<TextKey>, RefusalCode | `${RefusalCode}.${string}`>;

/** The code of a name: what stands before the first dot. */
export type CodeOf<Name extends RefusalName> = Extract<
  Name extends `${infer Code}.${string}` ? Code : Name,
  RefusalCode
>;

/** The catalogue's line for a code. */
export function refusalKind(code: RefusalCode): RefusalKind {
  return refusals[code];
}
