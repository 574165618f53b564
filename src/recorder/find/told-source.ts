import type { Call } from '../recording.ts';
import type { PlanBook, Stage } from './plan-book.ts';
import type { Step } from './plan-types.ts';
import { escaped, plainName, tryDecode } from './plan-words.ts';
import { type RequestLeaf, requestLeaves } from './request-leaves.ts';
import type { Operation } from './secret-forms.ts';
import type { Told } from './sources.ts';
import { looksLikeToken } from './values.ts';

/** A template by an earlier answer that told the value; null where none did. */
export function sourceOf(
  book: PlanBook,
  call: Call,
  leaf: RequestLeaf,
  stage: Stage,
  changes: boolean,
): string | null {
  const { text } = leaf;
  const plain = choose(book, book.told.before(call.at, text), { leaf, stage, changes });
  if (plain) return book.referNoted(plain, stage, call, leaf);
  if (text.length < 8) return null;
  const inside = choose(book, book.told.inside(call.at, text), { leaf, stage, changes });
  if (inside && inside.value.length >= text.length - 40) {
    const [before = '', after = ''] = text.split(inside.value);
    return `${escaped(before)}${book.referNoted(inside, stage, call, leaf)}${escaped(after)}`;
  }
  return decoded(book, call, leaf, stage, changes);
}

/** As sourceOf, of the same call made before: there it may have had its value from a page, and here from itself. */
export function sourceOfAnother(book: PlanBook, step: Step, leaf: RequestLeaf, stage: Stage): string | null {
  const { list, login } = book.input;
  if (stage !== 'list') return null;
  for (const call of list.calls
    .filter(({ at }) => at > (login?.call.at ?? -1) && at < step.call.at)
    .reverse()) {
    const same = requestLeaves(call).find(({ id }) => id === leaf.id);
    const told =
      same && choose(book, book.told.before(call.at, same.text), { leaf: same, stage, changes: true });
    if (told) return book.referNoted(told, stage, step.call, leaf);
  }
  return null;
}

/** Told as it stands in an address, sent without that; or the other way round. */
function decoded(
  book: PlanBook,
  call: Call,
  leaf: RequestLeaf,
  stage: Stage,
  changes: boolean,
): string | null {
  const { text } = leaf;
  const step = book.stepOf(call);
  if (!step) return null;
  const encoded = encodeURIComponent(text);
  if (encoded !== text) {
    const told = choose(book, book.told.before(call.at, encoded), { leaf, stage, changes });
    if (told) {
      const name = book.freeName('decoded');
      const done: Operation[] = [
        ['replace', '%2B', '+'],
        ['replace', '%2F', '/'],
        ['replace', '%3D', '='],
      ];
      step.lets.push({ name, from: book.referNoted(told, stage, call, leaf), do: done });
      return `{let.${name}}`;
    }
  }
  const bare = tryDecode(text);
  if (bare === null || bare === text) return null;
  const told = choose(book, book.told.before(call.at, bare), { leaf, stage, changes });
  if (!told) return null;
  const name = book.freeName('encoded');
  step.lets.push({ name, from: book.referNoted(told, stage, call, leaf), do: ['url'] });
  return `{let.${name}}`;
}

/** Of several answers that told it, the one that can be asked for again with the least. */
function choose(
  book: PlanBook,
  told: readonly Told[],
  { leaf, stage, changes }: { leaf: RequestLeaf; stage: Stage; changes: boolean },
): Told | null {
  const { list, login } = book.input;
  const name = plainName(leaf.inner ?? leaf.name);
  const listed = new Set(list.calls);
  const fit = told.filter(({ at, value, name: own }) => {
    const call = book.callAt(at);
    if (listed.has(call) || call.method === 'OPTIONS') return false;
    if (call.method !== 'GET' && call.method !== 'POST') return false;
    const isStrong = (value.length >= 8 && /\d/.test(value)) || looksLikeToken(value);
    const isNamed = plainName(own) === name && name.length >= 2 && value.length >= 2;
    return isStrong || isNamed;
  });
  if (fit.length === 0) return null;
  const newest = fit[0] ?? null;
  if (stage === 'login' || changes || !login) return newest;
  const loginAt = login.call.at;
  const after = fit.filter(({ at }) => at > loginAt);
  return fit.find(({ at }) => at === loginAt) ?? after.at(-1) ?? newest;
}
