import { isIPv4, isIPv6 } from 'node:net';
import type { z } from 'zod';
import type { FieldProblem } from './errors.ts';
import { isTextKey, type TextKey } from './i18n/index.ts';
import type { Saying, SayingValues } from './saying.ts';

/** The parts of a request that the helpers read; Express's Request has them all. */
interface RequestLike {
  ip?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
}

/** The texts of what a schema finds, where it names none itself. */
const usual: Partial<Record<z.core.$ZodIssue['code'], TextKey>> = {
  too_small: 'problem.tooSmall',
  too_big: 'problem.tooBig',
  invalid_value: 'problem.notOneOf',
  unrecognized_keys: 'problem.unknownField',
};

/**
 * One problem for each wrong field, the first that was found; nested fields are joined by dots, and what
 * is wrong with a member of a list is the list's. A schema names the
 * text of what it finds as the message ('problem.empty'); bounds, and `params` of its own issues, are filled in.
 */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  const byField = new Map<string, FieldProblem>();
  for (const issue of error.issues) {
    const field = issue.path.filter((step) => typeof step !== 'number').join('.');
    if (!byField.has(field)) byField.set(field, { field, problem: problemOf(issue) });
  }
  return [...byField.values()];
}

function problemOf(issue: z.core.$ZodIssue): Saying {
  const isLong = issue.code === 'too_big' && issue.origin === 'string';
  const otherwise = isLong ? 'problem.tooLong' : (usual[issue.code] ?? 'problem.wrong');
  return { say: isTextKey(issue.message) ? issue.message : otherwise, with: valuesOf(issue) };
}

function valuesOf(issue: z.core.$ZodIssue): SayingValues {
  switch (issue.code) {
    case 'too_small':
      return { min: Number(issue.minimum) };
    case 'too_big':
      return { max: Number(issue.maximum) };
    case 'invalid_value':
      return { options: issue.values.map(String) };
    case 'custom':
      return (issue.params ?? {}) as SayingValues;
    default:
      return {};
  }
}

/**
 * The address of the person or shop that called, without IPv4's IPv6 dress ("::ffff:1.2.3.4" → "1.2.3.4").
 * X-Forwarded-For counts only as far as Express's 'trust proxy' says so.
 */
export function clientIp(req: RequestLike): string {
  const ip = req.ip ?? '';
  const plain = ip.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
  return isIPv4(plain) || isIPv6(plain) ? plain : '';
}

/** What a rate limit counts by: an IPv4 address, or an IPv6 /64, which one household or server owns whole. */
export function networkOf(ip: string): string {
  if (!isIPv6(ip)) return ip;
  const [head = '', tail] = ip.toLowerCase().split('::');
  const left = head === '' ? [] : head.split(':');
  const right = tail ? tail.split(':') : [];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(missing).fill('0'), ...right];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

/** The decoded value of one cookie, or undefined when the browser sent none of that name. */
export function readCookie(req: RequestLike, name: string): string | undefined {
  const header = req.headers.cookie;
  if (typeof header !== 'string') return undefined;
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at < 0 || part.slice(0, at).trim() !== name) continue;
    const value = part.slice(at + 1).trim();
    try {
      return decodeURIComponent(value);
    } catch {
      return value;
    }
  }
  return undefined;
}

/**
 * A path on this site, taken from an address that came from outside (`?back=`); `otherwise` for anything that
 * would lead a browser elsewhere.
 */
export function localPath(given: unknown, otherwise: string): string {
  if (typeof given !== 'string' || !given.startsWith('/') || given.length > 2_000) return otherwise;
  try {
    const here = 'http://here.invalid';
    const url = new URL(given, here);
    // "//elsewhere" and "/\elsewhere" resolve to another origin; "/.//elsewhere" to a path that begins with "//".
    if (url.origin !== here || url.pathname.startsWith('//')) return otherwise;
    return url.pathname + url.search + url.hash;
  } catch {
    return otherwise;
  }
}

/** True when the caller is a program, or a script that asks for a part of its page (js/live.js), not a person who loads one. */
export function wantsJson(req: RequestLike): boolean {
  const accept = String(req.headers.accept ?? '');
  return req.headers['x-partial'] === 'true' || (/\bjson\b/i.test(accept) && !/\btext\/html\b/i.test(accept));
}
