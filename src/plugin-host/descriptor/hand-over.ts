import { type Handed, PlatformError, type Words } from '../../plugin-api/index.ts';
import { type GivenWords, saying, wordsOf } from '../../shared/saying.ts';
import type { Descriptor } from './schema.ts';
import { templateOf } from './template.ts';

/** Where the owner finds his session and what he pastes of it. */
export function handOverHelp({ site, login }: Descriptor): Words {
  return wordsOf(
    saying('descriptor.handOverHelp', { site: new URL(site).host, list: wantedIn(login.handOver) }),
  );
}

function wantedIn(handOver: Descriptor['login']['handOver'] = []): GivenWords[] {
  return handOver.map((one) => ('key' in one ? one.label : wordsOf(saying('descriptor.cookies'))));
}

/**
 * The values of a session in what the owner pasted, by name: out of the request that he copied (each stands where the
 * list sends it), out of lines like `token: …`, or the bare value where only one is wanted. Throws PlatformError
 * 'wrongPassword' where one is missing.
 */
export function handedValues(descriptor: Descriptor, handed: Handed): Record<string, string> {
  const { handOver = [] } = descriptor.login;
  const keys = handOver.flatMap((one) => ('key' in one ? [one.key] : []));
  const wantsCookies = handOver.some((one) => 'cookies' in one);
  const found = keys.map((key): [string, string | null] => [
    key,
    sentAs(descriptor, key, handed) ?? lineOf(key, handed) ?? bareOf(keys, wantsCookies, handed),
  ]);
  const isAllThere = found.every(([, value]) => value !== null);
  if (!isAllThere || (wantsCookies && Object.keys(handed.cookies).length === 0)) {
    const what = saying('descriptor.handedNothing', { list: wantedIn(handOver) });
    throw new PlatformError('wrongPassword', wordsOf(what));
  }
  return Object.fromEntries(found as [string, string][]);
}

/** Where the list sends `session.<key>` in a header or in the query, the copied request has it in the same place. */
function sentAs({ list }: Descriptor, key: string, { headers, url }: Handed): string | null {
  const query = url !== null && URL.canParse(url) ? new URL(url).searchParams : new URLSearchParams();
  for (const step of [list.step, ...(list.before ?? [])]) {
    for (const [name, source] of Object.entries(step.headers ?? {})) {
      const value = unfilled(source, key, headers[name.toLowerCase()] ?? null);
      if (value !== null) return value;
    }
    for (const [name, source] of Object.entries(step.query ?? {})) {
      const value = unfilled(source, key, query.get(name));
      if (value !== null) return value;
    }
  }
  return null;
}

/** What was put into `Bearer {session.token}`; null where the template is of another kind, or the text doesn't fit. */
function unfilled(source: string, key: string, text: string | null): string | null {
  const template = templateOf(source);
  const at = template.findIndex((part) => typeof part === 'object');
  const place = template[at];
  const isOwn = typeof place === 'object' && place.name === `session.${key}`;
  if (text === null || !isOwn || template.filter((part) => typeof part === 'object').length > 1) return null;
  const before = template.slice(0, at).join('');
  const after = template.slice(at + 1).join('');
  if (!text.startsWith(before) || !text.endsWith(after) || text.length <= before.length + after.length)
    return null;
  return text.slice(before.length, text.length - after.length);
}

function lineOf(key: string, { text, url }: Handed): string | null {
  if (url !== null) return null;
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', value = ''] = /^\s*["']?(\w+)["']?\s*[:=]\s*(.+?)\s*$/.exec(line) ?? [];
    if (name === key) return value.replace(/^(["'])(.*)\1,?$/, '$2');
  }
  return null;
}

/** One value is wanted and one word was pasted. */
function bareOf(keys: readonly string[], wantsCookies: boolean, { text, url }: Handed): string | null {
  const isBare = url === null && keys.length === 1 && !wantsCookies && /^[\x21-\x7e]{4,8000}$/.test(text);
  return isBare ? text : null;
}
