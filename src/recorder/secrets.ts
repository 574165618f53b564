import { tools } from '../plugin-api/index.ts';
import { leavesOf } from './find/leaves.ts';
import type { Typed } from './find/login-call.ts';
import type { Plan } from './find/plan-types.ts';
import { requestLeaves } from './find/request-leaves.ts';
import { entropyOf, looksLikeToken } from './find/values.ts';
import type { Recording } from './recording.ts';

const PHONE = /^1[3-9]\d{9}$/;
const CARD = /^\d{12,}$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i;

/** True for what names a person, an account or a card. */
export function isPersonal(text: string): boolean {
  return PHONE.test(text) || CARD.test(text) || EMAIL.test(text);
}

const MOST = 20_000;

/**
 * Every text of the recording that must stand nowhere else: what the owner typed in each form that we know, all cookies
 * and Authorization values, what tracing took from answers, and whatever looks like a token, a phone, a card or an
 * address.
 */
export function secretsOf(recording: Recording, typed: Typed, plan: Plan | null): Set<string> {
  const secrets = new Set<string>();
  const add = (text: string, least: number) => {
    if (text.length >= least && secrets.size < MOST) secrets.add(text);
  };
  for (const text of [typed.username, typed.password]) for (const form of formsOf(text)) add(form, 3);
  for (const { text } of [...(plan?.unexplained ?? []), ...(plan?.constants ?? []), ...(plan?.handed ?? [])])
    add(text, 6);
  const keys = new Set(recording.keys.map(({ key }) => key));
  for (const call of recording.calls) {
    for (const { value } of [...call.cookies, ...call.setCookies]) add(value, 6);
    for (const { name, value } of call.headers) {
      if (!/authorization|token|ticket|session|secret/i.test(name)) continue;
      add(value, 6);
      add(value.replace(/^\w+\s+/, ''), 6);
    }
    const texts = requestLeaves(call).map(({ text }) => text);
    if (call.answer?.kind === 'json') texts.push(...leavesOf(call.answer.value).map(({ text }) => text));
    for (const text of texts) if ((looksLikeToken(text) || isPersonal(text)) && !keys.has(text)) add(text, 6);
  }
  if (plan) for (const text of tracedValues(plan)) if (!keys.has(text)) add(text, 6);
  return secrets;
}

function formsOf(text: string): string[] {
  if (text === '') return [];
  const { md5, sha1, sha256, sm3, base64 } = tools;
  const hashes = [md5(text), sha1(text), sha256(text), sm3(text)];
  return [
    text,
    encodeURIComponent(text),
    base64(text),
    ...hashes,
    ...hashes.map((hash) => hash.toUpperCase()),
  ];
}

/** What stood in the requests in the places that are variables now. */
function tracedValues({ login, before, list }: Plan): string[] {
  return [...login, ...before, list].flatMap(({ call, templates }) =>
    requestLeaves(call).flatMap(({ id, text }) => {
      const template = templates.get(id);
      const isTold = template !== undefined && /\{(?:kept|session|settings|let)\./.test(template);
      return isTold ? [text] : [];
    }),
  );
}

/**
 * Where a secret of the recording still stands in a text that is to be saved or shown: its place, as a path; null where none does. A
 * short word of everyday letters counts only as a whole value: it may well be a part of another word.
 */
export function findSecret(content: unknown, secrets: ReadonlySet<string>): string | null {
  const long = [...secrets].filter(
    (secret) => secret.length >= 8 && (/\d/.test(secret) || entropyOf(secret) > 3),
  );
  const walk = (value: unknown, path: string): string | null => {
    if (typeof value === 'string' || typeof value === 'number') {
      const text = String(value);
      return secrets.has(text) || long.some((secret) => text.includes(secret)) ? path : null;
    }
    if (typeof value !== 'object' || value === null) return null;
    for (const [name, inner] of Object.entries(value)) {
      if (secrets.has(name) || long.some((secret) => name.includes(secret))) return path;
      const found = walk(inner, path === '' ? name : `${path}.${name}`);
      if (found !== null) return found;
    }
    return null;
  };
  return walk(content, '');
}
