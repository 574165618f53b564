import { MINUTE } from '../../shared/clock.ts';
import type { Call } from '../recording.ts';
import { NAMES } from './names.ts';
import type { PlanBook, Stage } from './plan-book.ts';
import type { Step } from './plan-types.ts';
import { isAuthorization, plainName, withSalt, wordsOf } from './plan-words.ts';
import { type RequestLeaf, requestLeaves } from './request-leaves.ts';
import { formOf } from './secret-forms.ts';
import { signatureOf } from './signature.ts';
import { sourceOf, sourceOfAnother } from './told-source.ts';
import { looksLikeToken, readTime } from './values.ts';
import { zoneMs } from './zone.ts';

/** Between a moment that a request names and the moment at which it was sent. */
const NOW_MS = 3 * MINUTE;
const UUID = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15})$/i;
const DEVICE = /device|finger|client_?id|machine|^did$|^uuid$|imei/i;

/** Finds where each value of a step comes from that nothing was said of yet. */
export function resolve(book: PlanBook, step: Step, stage: Stage): void {
  const leaves = requestLeaves(step.call);
  // Signatures last: they are made of the others.
  const late = leaves.filter(({ text }) => /^[0-9a-f]{32,64}$/i.test(text));
  for (const leaf of [...leaves.filter((one) => !late.includes(one)), ...late]) {
    if (!step.templates.has(leaf.id)) explain(book, step, leaf, stage);
  }
  nestInner(book, step, leaves);
}

/** A JSON text inside a field is printed anew, once any of its values changes. */
function nestInner(book: PlanBook, step: Step, leaves: readonly RequestLeaf[]): void {
  const outer = new Set(
    leaves
      .filter(({ id, inner }) => inner !== null && step.templates.has(id))
      .map(({ place, name }) => `${place}:${name}`),
  );
  for (const leaf of outer) {
    if (step.templates.has(leaf)) continue;
    const name = book.freeName('content');
    step.lets.unshift({ name, json: { leaf }, do: [] });
    step.templates.set(leaf, `{let.${name}}`);
  }
}

function explain(book: PlanBook, step: Step, leaf: RequestLeaf, stage: Stage): void {
  const { text, id } = leaf;
  const { typed } = book.input;
  const wrap = (place: string) =>
    leaf.isNumber && /^\{[^}]+\}$/.test(place) ? `${place.slice(0, -1)}:number}` : place;
  if (text === '' || text === 'true' || text === 'false') return;
  if (text === typed.username) {
    step.templates.set(id, wrap('{settings.username}'));
    book.note(step, id, 'typed', 'username');
    return;
  }
  const secret = typed.password === '' ? null : formOf(text, typed.password);
  if (secret) {
    book.compute(step, id, '{settings.password}', secret.do, '');
    return;
  }
  const publicly = stage === 'list' ? (book.input.known.get(plainName(leaf.inner ?? leaf.name)) ?? '') : '';
  const form = nowForm(book, step.call, text) ?? knownForm(publicly, text);
  if (form !== null) {
    step.templates.set(id, `{now:${form}${leaf.isNumber ? ':number' : ''}}`);
    book.note(step, id, 'time', form);
    return;
  }
  const seen = book.valuesOf(step.call, id, stage);
  const changes = new Set(seen).size > 1;
  const source =
    sourceOf(book, step.call, leaf, stage, changes) ??
    (changes ? sourceOfAnother(book, step, leaf, stage) : null);
  if (source) {
    step.templates.set(id, wrap(source));
    return;
  }
  const signature = signatureOf(step, leaf, book.told, book.input.typed);
  if (signature) {
    const { salt, ...made } = signature;
    const place = salt ? book.refer(salt, stage) : '';
    const name = book.freeName('sign');
    step.lets.push({ ...made, name, do: made.do.map((one) => withSalt(one, place)) });
    step.templates.set(id, `{let.${name}}`);
    book.note(step, id, 'computed', wordsOf(made.do));
    return;
  }
  const isNew = changes || publicly === '{uuid}';
  if (UUID.test(text) && (isNew || DEVICE.test(leaf.inner ?? leaf.name))) {
    const isBare = !text.includes('-');
    const place = isNew ? '{uuid}' : '{device}';
    if (isBare) book.compute(step, id, place, [['replace', '-', '']], '');
    else step.templates.set(id, place);
    book.note(step, id, 'random', '');
    return;
  }
  const last = (leaf.inner ?? leaf.name).split('.').at(-1) ?? '';
  if (changes && NAMES.nonce.test(last) && /^(?:\d{4,64}|[0-9a-f]{6,64})$/.test(text)) {
    const of = /^\d+$/.test(text) ? 'digits' : 'hex';
    book.compute(step, id, '', [['random', text.length, of]], '');
    return;
  }
  const isOdd = changes || NAMES.signature.test(last) || looksLikeToken(text) || isAuthorization(leaf);
  if (!isOdd) return;
  const isSigned = NAMES.signature.test(last) && seen.length < 2 && looksLikeToken(text);
  if (changes || isSigned) book.unexplained(step, id, changes);
  else book.keepConstant(step, leaf, stage);
}

/** The form of a text that is the moment at which the call was made; null for any other. */
function nowForm(book: PlanBook, { startedAt }: Call, text: string): string | null {
  if (startedAt === null) return null;
  const read = readTime(text);
  if (!read || read.form === 'iso') return null;
  const at = read.isLocal ? read.at - zoneMs(book.input.zone) : read.at;
  return Math.abs(at - startedAt) < NOW_MS ? read.form : null;
}

/** As nowForm, of a value that is publicly known to be the present time: a copied call does not say when it was made. */
function knownForm(publicly: string, text: string): string | null {
  const form = /^\{now:([^{}]+?)(?::number)?\}$/.exec(publicly)?.[1];
  return form !== undefined && readTime(text)?.form === form ? form : null;
}
