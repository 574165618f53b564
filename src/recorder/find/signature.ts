import { tools } from '../../plugin-api/index.ts';
import type { Typed } from './login-call.ts';
import type { Step } from './plan-types.ts';
import { embeddedJson, type RequestLeaf, requestLeaves } from './request-leaves.ts';
import type { Operation } from './secret-forms.ts';
import type { Told, ToldValues } from './sources.ts';

/** How a signature is made of the request that it stands in. `{salt}` stands for the value of `salt`. */
export interface Signature {
  from?: string;
  pairs?: Record<string, string>;
  do: Operation[];
  salt: Told | null;
}

const HASHES: Readonly<Record<number, readonly ('md5' | 'sha1' | 'sha256' | 'sm3')[]>> = {
  32: ['md5'],
  40: ['sha1'],
  64: ['sha256', 'sm3'],
};

/**
 * What hash of the request's other values the leaf is: of one of them (a JSON text, also without its backslashes), or of
 * all of them as sorted pairs, alone or with a value that an answer told, or that the owner typed. Null where of none.
 */
export function signatureOf(step: Step, leaf: RequestLeaf, told: ToldValues, typed: Typed): Signature | null {
  const names = /^[0-9a-f]+$/i.test(leaf.text) ? (HASHES[leaf.text.length] ?? []) : [];
  if (names.length === 0) return null;
  const upper = /[A-F]/.test(leaf.text) && !/[a-f]/.test(leaf.text);
  const wanted = leaf.text.toLowerCase();
  const last: Operation[] = upper ? ['upper'] : [];
  const { bases, pairs } = basesOf(step, leaf);
  const salts: { value: string; told: Told | null; place: string }[] = [
    ...told.salts(step.call.at).map((one) => ({ value: one.value, told: one, place: '{salt}' })),
    ...(typed.password === '' ? [] : [{ value: typed.password, told: null, place: '{settings.password}' }]),
  ];
  for (const name of names) {
    for (const { text, from, before } of bases) {
      const made = { ...(from === null ? { pairs } : { from }) };
      if (tools.hash(name, text) === wanted) return { ...made, do: [...before, name, ...last], salt: null };
      for (const { value, told: salt, place } of salts) {
        for (const [data, operation] of [
          [text + value, ['suffix', place]],
          [value + text, ['prefix', place]],
          [`${text}&key=${value}`, ['suffix', `&key=${place}`]],
        ] as [string, Operation][]) {
          if (tools.hash(name, data) === wanted)
            return { ...made, do: [...before, operation, name, ...last], salt };
        }
        if (tools.hmac(name, value, text) === wanted)
          return { ...made, do: [...before, ['hmac', name, place], ...last], salt };
      }
    }
  }
  return null;
}

interface Base {
  text: string;
  /** The template of it; null: the sorted pairs. */
  from: string | null;
  before: Operation[];
}

/** The texts that such a signature is usually made of. */
function basesOf(
  { call, templates, lets }: Step,
  leaf: RequestLeaf,
): { bases: Base[]; pairs: Record<string, string> } {
  const fields = call.body?.kind === 'form' ? call.body.fields : call.query;
  const bases: Base[] = [];
  for (const { name, value } of fields) {
    if (embeddedJson(value) === null) continue;
    const place = `${call.body?.kind === 'form' ? 'form' : 'query'}:${name}`;
    const known = templates.get(place);
    let from = known ?? null;
    if (from === null) {
      const content = `content${lets.length + 1}`;
      lets.unshift({ name: content, json: { leaf: place }, do: [] });
      from = `{let.${content}}`;
      templates.set(place, from);
    }
    bases.push({ text: value, from, before: [] });
    if (value.includes('\\')) {
      bases.push({ text: value.replaceAll('\\', ''), from, before: [['replace', '\\', '']] });
    }
  }
  const others = requestLeaves(call).filter(
    ({ id, inner, place }) =>
      id !== leaf.id && inner === null && (place === 'form' || place === 'query' || place === 'json'),
  );
  const filled = others.filter(({ text, name }) => text !== '' && !name.includes('.') && !name.includes('['));
  const sorted = [...filled].sort((one, other) =>
    Buffer.compare(Buffer.from(one.name), Buffer.from(other.name)),
  );
  const text = sorted.map(({ name, text: value }) => `${name}=${value}`).join('&');
  const pairs = Object.fromEntries(
    sorted.map(({ id, name, text: value }) => [
      name,
      (templates.get(id) ?? value.replaceAll('{', '{{')).replace(/:number\}$/, '}'),
    ]),
  );
  if (text !== '') bases.push({ text, from: null, before: [] });
  return { bases, pairs };
}
