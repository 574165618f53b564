import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { type FieldProblem, Refusal } from './errors.ts';
import type { Lang } from './i18n/index.ts';

/** The parts of a request that the helpers read; Express's Request has them all. */
interface RequestLike {
  ip?: string | undefined;
  headers: Record<string, string | string[] | undefined>;
}

const localized = { zh: z.locales.zhCN().localeError, en: z.locales.en().localeError };
const missing = { zh: '不能为空', en: 'is required' };

/** zod's own words, except for what is simply not there: "expected string, received undefined" helps no shopkeeper. */
function messageIn(lang: Lang): z.core.$ZodErrorMap {
  return (issue) =>
    issue.code === 'invalid_type' && issue.input === undefined ? missing[lang] : localized[lang](issue);
}

/**
 * The input as the schema describes it. Throws Refusal 'bad_input' (400) that names every wrong field,
 * each with its message in `lang`.
 */
export function parse<S extends z.ZodType>(schema: S, input: unknown, lang: Lang = 'zh'): z.output<S> {
  const checked = schema.safeParse(input ?? {}, { error: messageIn(lang) });
  if (checked.success) return checked.data;
  const fields = fieldProblems(checked.error);
  const summary = fields.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ');
  throw new Refusal('bad_input', `${lang === 'zh' ? '参数有误' : 'bad input'}: ${summary}`, { fields });
}

/** One problem for each wrong field, the first that was found; nested fields are joined by dots. */
export function fieldProblems(error: z.ZodError): FieldProblem[] {
  const byField = new Map<string, FieldProblem>();
  for (const issue of error.issues) {
    const field = issue.path.join('.');
    if (!byField.has(field)) byField.set(field, { field, message: issue.message });
  }
  return [...byField.values()];
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
