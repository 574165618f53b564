import { partsOfPage } from '../read/page.ts';
import type { Call } from '../recording.ts';
import { leavesOf } from './leaves.ts';

/** Where a value stands in an answer, as a descriptor's `keep` names it. */
export type Source =
  | { json: string }
  | { header: string }
  | { cookie: string }
  | { html: string; attr: string }
  | { between: [string, string] };

/** A value that an answer told. */
export interface Told {
  /** Place of the call. */
  at: number;
  source: Source;
  /** What it is called there. */
  name: string;
  value: string;
}

const MAX_VALUE = 4_096;
const MOST_OF_ONE = 5_000;

/** What headers say of the answer itself. */
const USUAL =
  /^(?:date|server|content-.*|cache-control|expires|pragma|vary|etag|last-modified|connection|keep-alive|transfer-encoding|access-control-.*|strict-transport-security|x-frame-options|x-content-type-options|x-xss-protection|referrer-policy|via|age|alt-svc|set-cookie|location|x-powered-by|x-cache.*|timing-allow-origin|report-to|nel|permissions-policy)$/;

/** Every value of the answers that a later request could repeat. Each answer is looked through once. */
export class ToldValues {
  private readonly known = new Map<Call, Told[]>();

  constructor(private readonly calls: readonly Call[]) {}

  /** What the call's answer told. */
  of(call: Call): Told[] {
    const before = this.known.get(call);
    if (before) return before;
    const told = valuesIn(call).filter(({ value }) => value !== '' && value.length <= MAX_VALUE);
    this.known.set(call, told);
    return told;
  }

  /** Answers of calls before this one that told the value as it is, the newest first. */
  before(at: number, value: string): Told[] {
    return this.calls
      .filter((call) => call.at < at)
      .reverse()
      .flatMap((call) => {
        const plain = this.of(call).filter((one) => one.value === value);
        return plain.length > 0 ? plain : between(call, value);
      });
  }

  /** Long values of earlier answers that stand inside this one: "Bearer …". The newest first. */
  inside(at: number, value: string): Told[] {
    return this.calls
      .filter((call) => call.at < at)
      .reverse()
      .flatMap((call) =>
        this.of(call).filter(
          (one) => one.value.length >= 12 && one.value !== value && value.includes(one.value),
        ),
      );
  }

  /** All short values that were told before: what a hash may be salted with. */
  salts(at: number): Told[] {
    const seen = new Set<string>();
    return this.calls
      .filter((call) => call.at < at)
      .reverse()
      .flatMap((call) => this.of(call))
      .filter(({ value }) => {
        if (value.length < 3 || value.length > 128 || seen.has(value) || seen.size > 400) return false;
        seen.add(value);
        return true;
      });
  }
}

function valuesIn(call: Call): Told[] {
  const { at, answer } = call;
  const told: Told[] = call.setCookies.map(({ name, value }) => ({
    at,
    source: { cookie: name },
    name,
    value,
  }));
  for (const { name, value } of call.answerHeaders) {
    if (!USUAL.test(name)) told.push({ at, source: { header: name }, name, value });
  }
  if (answer?.kind === 'json') {
    for (const { path, text } of leavesOf(answer.value).slice(0, MOST_OF_ONE)) {
      if (path !== '')
        told.push({ at, source: { json: path }, name: path.split('.').at(-1) ?? path, value: text });
    }
  }
  if (answer?.kind === 'html') told.push(...inPage(at, answer.text));
  return told;
}

/** `<meta name content>` and hidden inputs. */
function inPage(at: number, html: string): Told[] {
  return partsOfPage(html).values.map(({ selector, attr, name, value }) => ({
    ...{ at, source: { html: selector, attr }, name, value },
  }));
}

/** A long value inside a script or a text: what stands before it names it, if that stands there only once. */
function between(call: Call, value: string): Told[] {
  if (value.length < 8 || (call.answer?.kind !== 'html' && call.answer?.kind !== 'text')) return [];
  const { text } = call.answer;
  const place = text.indexOf(value);
  if (place < 0) return [];
  const [left = ''] = /[^\n\r]{1,40}$/.exec(text.slice(Math.max(0, place - 40), place)) ?? [];
  const [right = ''] = /^[^\w\s]/.exec(text.slice(place + value.length)) ?? [];
  if (left.trim().length < 4 || right === '' || text.indexOf(left) + left.length !== place) return [];
  if (/\d{6,}|[A-Za-z0-9+/]{20,}/.test(left)) return [];
  return [{ at: call.at, source: { between: [left, right] }, name: nameIn(left), value }];
}

function nameIn(left: string): string {
  return left.match(/[A-Za-z]\w*/g)?.at(-1) ?? 'value';
}
