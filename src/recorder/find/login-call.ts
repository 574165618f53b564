import type { Call, Recording } from '../recording.ts';
import { NAMES } from './names.ts';
import type { Option } from './point.ts';
import { why } from './point.ts';
import { type RequestLeaf, requestLeaves } from './request-leaves.ts';
import { formOf, looksLikeRsa, looksLikeSm2, type SecretForm } from './secret-forms.ts';
import type { ToldValues } from './sources.ts';

/** What the owner typed so that it is found and replaced. */
export interface Typed {
  username: string;
  /** '' where he doesn't want us to log in. */
  password: string;
}

/** How the password stands in a login. */
export type PasswordForm =
  | { kind: 'computed'; leaf: string; form: SecretForm }
  | { kind: 'rsa'; leaf: string; key: { at: number; path: string } | { literal: string } }
  | { kind: 'sm2'; leaf: string }
  | { kind: 'unknown'; leaf: string };

/** A call by which somebody logs in. */
export interface LoginCall {
  call: Call;
  /** Where the login name stands. */
  username: string;
  /** Null: none is sent that we know. */
  password: PasswordForm | null;
  /** Where what a person read in a picture stands, and the call whose answer is the picture. */
  captcha: { leaf: string; picture: Call; path: string | null } | null;
}

/** Calls that hold the login name, the earliest that also holds the password first. */
export function loginCalls(
  { calls, keys }: Pick<Recording, 'calls' | 'keys'>,
  typed: Typed,
  told: ToldValues,
): Option<LoginCall>[] {
  if (typed.username === '') return [];
  const options = calls.flatMap((call): Option<LoginCall>[] => {
    const leaves = requestLeaves(call).filter(({ place }) => place !== 'header');
    const name = leaves.find(({ text }) => text === typed.username);
    if (!name) return [];
    const others = leaves.filter(({ id }) => id !== name.id);
    const password = passwordIn(others, typed, { told, at: call.at, keys, calls });
    const captcha = captchaIn(others, call, calls);
    const isLogin = NAMES.login.test(call.url.pathname);
    const isKnown = password !== null && password.kind !== 'unknown';
    const score =
      (isKnown ? 50 : password ? 30 : 0) +
      (isLogin ? 10 : 0) +
      (call.method === 'POST' ? 10 : 0) -
      call.at / 1_000;
    if (score < 10) return [];
    const reasons = [why('hasLogin'), ...(isKnown ? [why('hasPassword')] : [])];
    return [
      {
        id: String(call.at),
        value: { call, username: name.id, password, captcha },
        score,
        confidence: isKnown ? 'sure' : password ? 'unsure' : 'unsure',
        why: reasons,
      },
    ];
  });
  // Who logs in twice does the same twice: the newest time counts.
  const newest = new Map(options.map((option) => [placeOf(option.value.call), option]));
  return options
    .filter(
      ({ value }, place) =>
        options.findIndex((one) => placeOf(one.value.call) === placeOf(value.call)) === place,
    )
    .map((option) => ({ ...(newest.get(placeOf(option.value.call)) ?? option), score: option.score }));
}

function placeOf({ method, url }: Call): string {
  return `${method} ${url.origin}${url.pathname}`;
}

function passwordIn(
  leaves: readonly RequestLeaf[],
  { password }: Typed,
  {
    told,
    at,
    keys,
    calls,
  }: { told: ToldValues; at: number; keys: Recording['keys']; calls: readonly Call[] },
): PasswordForm | null {
  const salts = told.salts(at);
  for (const { id, text } of leaves) {
    const form = formOf(text, password, salts);
    if (form) return { kind: 'computed', leaf: id, form };
  }
  const named = leaves.find(({ name, inner }) => NAMES.password.test(inner ?? name));
  if (!named || named.text === '') return null;
  if (looksLikeSm2(named.text, Buffer.byteLength(password)) && !looksLikeRsa(named.text))
    return { kind: 'sm2', leaf: named.id };
  if (looksLikeRsa(named.text)) {
    const key = keyFor(Buffer.from(named.text, 'base64').length, { told, at, keys, calls });
    if (key) return { kind: 'rsa', leaf: named.id, key };
  }
  if (looksLikeSm2(named.text, Buffer.byteLength(password))) return { kind: 'sm2', leaf: named.id };
  return { kind: 'unknown', leaf: named.id };
}

/** A public key of that length that an answer told before, or that stands in a script. */
function keyFor(
  bytes: number,
  {
    told,
    at,
    keys,
    calls,
  }: { told: ToldValues; at: number; keys: Recording['keys']; calls: readonly Call[] },
): { at: number; path: string } | { literal: string } | null {
  // SPKI of 1,024 bits has 216 letters of base64, of 2,048 bits 392, of 4,096 bits 736.
  const fits = (text: string) =>
    Math.abs(text.replace(/-----[A-Z ]+-----|\s/g, '').length - bytes * 1.39) < bytes * 0.35;
  for (const call of calls.filter((one) => one.at < at).reverse()) {
    for (const { value, source } of told.of(call)) {
      const bare = value.replace(/-----[A-Z ]+-----|\s/g, '');
      if ('json' in source && /^MI[A-Za-z0-9+/]{100,}={0,2}$/.test(bare) && fits(value))
        return { at: call.at, path: source.json };
    }
  }
  const literal = keys.find(({ key }) => fits(key));
  return literal ? { literal: literal.key } : null;
}

/** A short text that nobody told, under a name that says so, and the picture that it was read from. */
function captchaIn(leaves: readonly RequestLeaf[], call: Call, calls: readonly Call[]): LoginCall['captcha'] {
  const leaf = leaves.find(
    ({ name, inner, text }) => NAMES.captcha.test(inner ?? name) && /^[A-Za-z0-9]{3,8}$/.test(text),
  );
  if (!leaf) return null;
  for (const earlier of calls.filter(({ at }) => at < call.at).reverse()) {
    if (earlier.answer?.kind === 'picture') return { leaf: leaf.id, picture: earlier, path: null };
    const path = picturePath(earlier);
    if (path !== null) return { leaf: leaf.id, picture: earlier, path };
  }
  return null;
}

/** Where a JSON answer holds a picture as base64 or as a data URL. */
function picturePath({ answer }: Call): string | null {
  if (answer?.kind !== 'json') return null;
  const stack: [unknown, string][] = [[answer.value, '']];
  for (let at = 0; at < stack.length && at < 500; at++) {
    const [value, path] = stack[at] ?? [];
    if (typeof value === 'string') {
      if (/^data:image\/|^(?:iVBORw0KGgo|\/9j\/|R0lGOD|UklGR)/.test(value)) return path ?? null;
    } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      for (const [name, inner] of Object.entries(value)) {
        if (/^[\w$-]+$/.test(name)) stack.push([inner, path ? `${path}.${name}` : name]);
      }
    }
  }
  return null;
}
