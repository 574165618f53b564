import type { CodeOrder } from '#plugin-api';

/**
 * The text of a code with the amount in it. Source: docs/reference/aggregators.md 10 (the form is A: two open plug-ins, and
 * the platform's own answers in four repositories). Null where the owner's code has no device number.
 */
export function orderCode({ number, amountFen }: CodeOrder, own: string): string | null {
  const device = deviceNumber(own);
  if (device === null) return null;
  const yuan = `${Math.trunc(amountFen / 100)}.${String(amountFen % 100).padStart(2, '0')}`;
  return `https://order.duolabao.com/active/c?state=${number}%7C${device}%7C${yuan}%7C%7CAPI`;
}

/** The last number in the text of the owner's code; it starts with 10. What stands there as %7C is no number. */
function deviceNumber(own: string): string | null {
  const last = unescaped(own).match(/\d+/g)?.at(-1);
  return last !== undefined && /^10\d/.test(last) ? last : null;
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
