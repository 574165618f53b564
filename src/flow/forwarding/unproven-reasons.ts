/**
 * Why a report that nobody vouches for is in review. Stable words: stored, translated on pages.
 * same_second: a second one under one signature, or one text twice in a second. time_zone, receive_time: see ReceiveTime.
 * rule_unconfirmed: read by a rule that is only likely, see keepLikely. platform_stopped: see takeAsked.
 */
export const unprovenReasons = [
  'same_second',
  'time_zone',
  'receive_time',
  'rule_unconfirmed',
  'platform_stopped',
] as const;
export type UnprovenReason = (typeof unprovenReasons)[number];

export function isUnproven(reason: string | null): boolean {
  return unprovenReasons.some((one) => one === reason);
}
