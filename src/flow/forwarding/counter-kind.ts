import type { Code } from '../accounts/index.ts';

/**
 * The kind of code whose daily numbers a text tells; null when that can't be told. Where a sentence is that of several
 * kinds, the account's codes tell: 个人码 and 经营码 are never together at one. Mixed up, the numbers of two kinds would
 * look like losses.
 */
export function counterKind(
  channels: readonly string[],
  codes: readonly Pick<Code, 'kind'>[],
): string | null {
  const [only, ...others] = channels;
  if (only === undefined || others.length === 0) return only ?? null;
  const [kind, ...more] = channels.filter((channel) => codes.some((code) => code.kind === channel));
  return kind !== undefined && more.length === 0 ? kind : null;
}
