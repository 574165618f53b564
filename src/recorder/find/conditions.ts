import { loginNo, wordsIn } from '../../plugin-host/index.ts';
import { partsOfPage } from '../read/page.ts';
import type { Call } from '../recording.ts';
import { leavesOf, type RowList } from './leaves.ts';
import { NAMES } from './names.ts';

/** What an answer must be like, as a descriptor says it. */
export type Condition =
  | { status: number[] }
  | { json: string; in: string[] }
  | { json: string; present: boolean }
  | { html: string; present: boolean }
  | { redirectTo: string };

/** Names of the field that says how it went, the likeliest first. */
const ORDER = [
  /^code$/i,
  /^ret(?:code|_code)?$/i,
  /err(?:or)?_?(?:code|no)$/i,
  /code$/i,
  /^success$/i,
  /^status$/i,
];

/** Fields near the top that say the same in all good answers; those first that say something else in the dead ones. */
function sameIn(
  good: readonly Call[],
  dead: readonly Call[],
): { path: string; value: string; differs: boolean }[] {
  const [first, ...rest] = good.map(topLeaves);
  if (!first) return [];
  const bad = dead.map(topLeaves);
  return [...first]
    .filter(([path, value]) => isCode(path) && rest.every((leaves) => leaves.get(path) === value))
    .map(([path, value]) => ({
      ...{ path, value },
      differs: bad.length > 0 && bad.every((leaves) => leaves.get(path) !== value),
    }))
    .sort((one, other) => Number(other.differs) - Number(one.differs) || rank(one.path) - rank(other.path));
}

function topLeaves({ answer }: Call): Map<string, string> {
  if (answer?.kind !== 'json') return new Map();
  const leaves = leavesOf(answer.value, 0).filter(
    ({ path, text }) => path.split('.').length <= 2 && text.length <= 40,
  );
  return new Map(leaves.map(({ path, text }) => [path, text]));
}

function isCode(path: string): boolean {
  const last = path.split('.').at(-1) ?? path;
  return NAMES.code.test(last) && !/count|total|_?(?:qr|bar|area|post|zip)code|time|page/i.test(last);
}

function rank(path: string): number {
  const last = path.split('.').at(-1) ?? path;
  const at = ORDER.findIndex((pattern) => pattern.test(last));
  return (
    (at < 0 ? ORDER.length : at) + (/msg|message/i.test(last) ? 20 : 0) + (path.split('.').length - 1) * 5
  );
}

/** What a good answer of the list is like. */
export function okOfList(good: readonly Call[], dead: readonly Call[], rows: RowList['rows']): Condition[] {
  if ('table' in rows) return [{ html: rows.table, present: true }];
  const [best] = sameIn(good, dead).filter(({ path }) => rank(path) < 20);
  if (best) return [{ json: best.path, in: [best.value] }];
  const base = rows.json.slice(0, rows.json.indexOf('[*]'));
  return base === '' ? [{ status: [200] }] : [{ json: base, present: true }];
}

/** What a good answer of another step is like: as it was, and with what is kept of it. */
export function okOfStep(call: Call, good: readonly Call[], keep: readonly object[]): Condition[] {
  const redirect = redirectOf(call);
  if (redirect !== null) return [{ redirectTo: redirect }];
  const [best] = sameIn([call], []).filter(({ path }) => rank(path) < 20);
  const isUsual = best && good.some((one) => topLeaves(one).get(best.path) === best.value);
  const kept = keep.flatMap((source) => ('json' in source ? [String(source.json)] : []));
  const present = kept.slice(0, 2).map((json): Condition => ({ json, present: true }));
  if (best && (isUsual || present.length === 0)) return [{ json: best.path, in: [best.value] }];
  return present.length > 0 ? present : [{ status: [call.status ?? 200] }];
}

/** The path that an answer sends on to; null where it sends nowhere. */
export function redirectOf(call: Call): string | null {
  if (call.status === null || call.status < 300 || call.status >= 400) return null;
  const location = call.answerHeaders.find(({ name }) => name === 'location')?.value ?? '';
  if (location === '' || !URL.canParse(location, call.url)) return null;
  const url = new URL(location, call.url);
  return url.origin === call.url.origin ? url.pathname : null;
}

/**
 * How an answer says that the session is over: as it was seen between the logout and the login, or wherever a call was
 * refused. 401 always means it.
 */
export function goneConditions(
  calls: readonly Call[],
  list: readonly Call[],
  ok: readonly Condition[],
  told: readonly Call[] = [],
): Condition[] {
  const statuses = told.flatMap(({ status }) =>
    status !== null && status >= 400 && status < 500 ? [status] : [],
  );
  const found: Condition[] = [{ status: [...new Set([401, ...statuses])] }];
  const code = ok.find((one): one is { json: string; in: string[] } => 'in' in one);
  if (code) {
    const values = [...deadCalls(calls, code), ...told].map((call) => topLeaves(call).get(code.json) ?? '');
    const dead = [...new Set(values)].filter((value) => value !== '' && !code.in.includes(value));
    if (dead.length > 0) found.push({ json: code.json, in: dead.slice(0, 5) });
  }
  const sent = told.flatMap((call) => redirectOf(call) ?? []);
  for (const path of new Set([...sent, ...loginPaths(calls, list)])) found.push({ redirectTo: path });
  return found.slice(0, 5);
}

/**
 * How the platform refuses a wrong name or password, as it was seen in the recording: the same call, answered with
 * another code than the good one, in words that say so.
 */
export function refusedConditions(calls: readonly Call[], login: Call): { json: string; in: string[] }[] {
  const [best] = sameIn([login], []).filter(({ path }) => rank(path) < 20);
  if (!best) return [];
  const values = calls.flatMap((call) => {
    const isSame =
      call.method === login.method &&
      call.url.origin === login.url.origin &&
      call.url.pathname === login.url.pathname;
    const value = topLeaves(call).get(best.path);
    if (!isSame || value === undefined || value === '' || value === best.value) return [];
    const words = call.answer?.kind === 'json' ? wordsIn(call.answer.value) : '';
    return loginNo(words) === 'password' ? [value] : [];
  });
  return values.length > 0 ? [{ json: best.path, in: [...new Set(values)].slice(0, 5) }] : [];
}

/** Answers of a dead session: 401, or after a logout and before the next login with another code than the good one. */
function deadCalls(calls: readonly Call[], code: { json: string; in: string[] }): Call[] {
  const isOther = (call: Call) => {
    const value = topLeaves(call).get(code.json);
    return value !== undefined && !code.in.includes(value);
  };
  let isOut = false;
  const after = calls.filter((call) => {
    const isLogin = call.method === 'POST' && NAMES.login.test(call.url.pathname);
    if (NAMES.logout.test(call.url.pathname)) isOut = true;
    else if (isLogin) isOut = false;
    return isOut && !isLogin;
  });
  return [...calls.filter(({ status }) => status === 401), ...after].filter(isOther);
}

/** Where a visitor without a session is sent: the page with the form that asks for a password. */
function loginPaths(calls: readonly Call[], list: readonly Call[]): string[] {
  const isPage = list.some(({ answer }) => answer?.kind === 'html');
  const asking = new Set(calls.filter(asksForPassword).map(({ url }) => url.pathname));
  const sent = calls.flatMap((call) => {
    const to = redirectOf(call);
    return to !== null && (asking.has(to) || /login|signin|passport/i.test(to)) ? [to] : [];
  });
  return [...new Set([...sent, ...(isPage ? asking : [])])].slice(0, 2);
}

function asksForPassword({ answer }: Call): boolean {
  return answer?.kind === 'html' && /password/i.test(answer.text) && partsOfPage(answer.text).asksForPassword;
}
