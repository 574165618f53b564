/** Steps of a path like `a.b[0].c`: names, places in a list, and '*' for each element. */
export type PathStep = string | number | '*';

const STEP = /^(?:([^.[\]\s"'`{}]{1,100})|\[(\d{1,4}|\*)\])/u;
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const MAX_STEPS = 20;

/** Takes a path apart; null where it is none. `$.` in front is allowed; `*` only as `[*]`, where `many` says so. */
export function readPath(source: string, many = false): PathStep[] | null {
  const steps: PathStep[] = [];
  let rest = source.replace(/^\$\.?/, '');
  if (rest === '') return source === '$' ? [] : null;
  while (rest !== '') {
    const [whole = '', name, place] = STEP.exec(rest) ?? [];
    if (whole === '' || steps.length >= MAX_STEPS) return null;
    if (name !== undefined && FORBIDDEN.has(name)) return null;
    if (place === '*' && !many) return null;
    steps.push(name ?? (place === '*' ? '*' : Number(place)));
    rest = rest.slice(whole.length);
    if (rest.startsWith('.')) {
      rest = rest.slice(1);
      if (rest === '' || rest.startsWith('[')) return null;
    } else if (rest !== '' && !rest.startsWith('[')) return null;
  }
  return steps;
}

/** What stands at the path; undefined where there is nothing. Own properties only. */
export function valueAt(content: unknown, source: string): unknown {
  let now = content;
  for (const step of readPath(source) ?? ['']) {
    if (typeof now !== 'object' || now === null || !Object.hasOwn(now, step)) return undefined;
    now = (now as Record<string | number, unknown>)[step];
  }
  return now;
}

/**
 * Every element that the path names, `[*]` for each of a list; undefined where a list isn't there (a list that is null
 * is an empty one: that is how some back ends write it).
 */
export function elementsAt(content: unknown, source: string): unknown[] | undefined {
  const steps = readPath(source, true);
  return steps === null ? undefined : spread([content], steps);
}

function spread(found: unknown[], [step, ...rest]: PathStep[]): unknown[] | undefined {
  if (step === undefined) return found;
  const next: unknown[] = [];
  for (const one of found) {
    if (step === '*') {
      if (one === null) continue;
      if (!Array.isArray(one)) return undefined;
      for (const element of one) next.push(element);
    } else {
      if (typeof one !== 'object' || one === null || !Object.hasOwn(one, step)) return undefined;
      next.push((one as Record<string | number, unknown>)[step]);
    }
  }
  return spread(next, rest);
}

/** A leaf as text, a number by its shortest decimal form; null for what is no leaf, or is not there. */
export function leafText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return null;
}
