import { type Saying, saying } from '../../shared/saying.ts';
import { TIME_FORMS, type TimeForm, writeTime } from './times.ts';

/** A place in a template that is filled once: docs/reference/descriptors.md, 4.4. */
export interface Placeholder {
  name: string;
  /** Of a time; null for everything else. */
  form: TimeForm | null;
  /** The whole leaf becomes a JSON number. */
  isNumber: boolean;
}

/** Literal texts and places, in order. */
export type Template = readonly (string | Placeholder)[];

/** What a template may be filled with. */
export interface Filling {
  /** By whole name: 'settings.login', 'kept.uuid', 'page'. */
  texts: ReadonlyMap<string, string>;
  /** UTC ms, by name: 'from', 'to', 'now'. */
  times: ReadonlyMap<string, number>;
  zone: string;
}

/** Thrown before anything is sent: a template names what there is not. */
export class NothingToFill extends Error {
  constructor(readonly placeholder: string) {
    super(`there is nothing for {${placeholder}}`);
    this.name = 'NothingToFill';
  }
}

const NAME = '[A-Za-z][A-Za-z0-9_]{0,39}';
const OF_GROUP = new RegExp(`^(?:settings|session|kept|let)\\.${NAME}$`);
const ALONE: ReadonlySet<string> = new Set([
  ...['challenge.answer', 'page', 'offset', 'size', 'cursor', 'from', 'to', 'now', 'uuid', 'device'],
]);
const TIMES: ReadonlySet<string> = new Set(['from', 'to', 'now']);
const NUMBER = 'number';
const NUMERIC = /^-?(?:0|[1-9]\d{0,15})(?:\.\d{1,15})?$/;

/** Takes a template apart; a saying where it is none. `{{` stands for `{`. */
export function readTemplate(source: string): Template | Saying {
  const parts: (string | Placeholder)[] = [];
  let literal = '';
  for (let at = 0; at < source.length; at++) {
    const character = source[at];
    if (character !== '{') {
      literal += character;
      continue;
    }
    if (source[at + 1] === '{') {
      literal += '{';
      at++;
      continue;
    }
    const end = source.indexOf('}', at);
    if (end < 0) return saying('descriptor.unclosed');
    const place = readPlaceholder(source.slice(at + 1, end));
    if ('say' in place) return place;
    if (literal !== '') parts.push(literal);
    literal = '';
    parts.push(place);
    at = end;
  }
  if (literal !== '') parts.push(literal);
  return parts;
}

export function isTemplate(read: Template | Saying): read is Template {
  return Array.isArray(read);
}

function readPlaceholder(inside: string): Placeholder | Saying {
  const colon = inside.indexOf(':');
  const name = colon < 0 ? inside : inside.slice(0, colon);
  if (!OF_GROUP.test(name) && !ALONE.has(name)) return saying('descriptor.unknownPlace', { name });
  let tail = colon < 0 ? '' : inside.slice(colon + 1);
  const isNumber = tail === NUMBER || tail.endsWith(`:${NUMBER}`);
  if (isNumber) tail = tail.slice(0, -NUMBER.length).replace(/:$/, '');
  if (!TIMES.has(name))
    return tail === '' && (isNumber || colon < 0)
      ? { name, form: null, isNumber }
      : saying('descriptor.strayForm', { name });
  const form = TIME_FORMS.find((one) => one === tail);
  return form === undefined ? saying('descriptor.noForm', { name }) : { name, form, isNumber };
}

const known = new Map<string, Template>();
const MOST_KNOWN = 5_000;

/** As readTemplate, of a source that was checked. Throws TypeError for one that is no template. */
export function templateOf(source: string): Template {
  const before = known.get(source);
  if (before !== undefined) return before;
  const read = readTemplate(source);
  if (!isTemplate(read)) throw new TypeError('no template');
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(source, read);
  return read;
}

/**
 * Each place filled once; what is put in is never read as a template. Throws NothingToFill for a name that there is not,
 * or that is empty where `mayBeEmpty` isn't said.
 */
export function fill(source: string, filling: Filling, mayBeEmpty = false): string {
  return templateOf(source)
    .map((part) => (typeof part === 'string' ? part : valueFor(part, filling, mayBeEmpty)))
    .join('');
}

/** As fill; a leaf that is one place ending in `:number` becomes a number. Throws NothingToFill where it is none. */
export function fillLeaf(source: string, filling: Filling): string | number {
  const template = templateOf(source);
  const [only] = template;
  if (template.length !== 1 || typeof only !== 'object' || !only.isNumber) return fill(source, filling);
  const text = valueFor(only, filling, false);
  const value = Number(text);
  if (!NUMERIC.test(text) || String(value) !== text) throw new NothingToFill(only.name);
  return value;
}

/** Every place of the source. */
export function placesIn(source: string): Placeholder[] {
  return templateOf(source).filter((part) => typeof part === 'object');
}

/** The one name of a first page that has none yet. */
const CURSOR = 'cursor';

function valueFor({ name, form }: Placeholder, { texts, times, zone }: Filling, mayBeEmpty: boolean): string {
  if (form !== null) {
    const at = times.get(name);
    if (at === undefined) throw new NothingToFill(name);
    return writeTime(at, form, zone);
  }
  const text = texts.get(name);
  if (text === undefined || (text === '' && !mayBeEmpty && name !== CURSOR)) throw new NothingToFill(name);
  return text;
}
