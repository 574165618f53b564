/** Stretches of a line that are accounted for: half-open [from, to), sorted, apart from each other. Plain data. */
export interface Coverage {
  spans: readonly (readonly [from: number, to: number])[];
  /** Length of the gaps that were given up to keep the memory bounded; they can't be filled any more. */
  givenUp: number;
}

export const nothingCovered: Coverage = { spans: [], givenUp: 0 };

/** Enough for two hundred separate losses in one day; from there on the oldest gap is given up. */
export const MAX_SPANS = 200;

/** The coverage with one more stretch. What was covered before changes nothing. */
export function cover({ spans, givenUp }: Coverage, from: number, to: number): Coverage {
  const before = spans.filter((span) => span[1] < from);
  const after = spans.filter((span) => span[0] > to);
  const touched = spans.slice(before.length, spans.length - after.length);
  const merged = [
    Math.min(from, ...touched.map((span) => span[0])),
    Math.max(to, ...touched.map((span) => span[1])),
  ] as const;
  const all = [...before, merged, ...after];
  const [first, second, ...rest] = all;
  if (all.length <= MAX_SPANS || !first || !second) return { spans: all, givenUp };
  return { spans: [[first[0], second[1]], ...rest], givenUp: givenUp + second[0] - first[1] };
}

/** How much of the line is missing between `start` (null: where the first stretch begins) and the last stretch's end. */
export function missing({ spans, givenUp }: Coverage, start: number | null): number {
  let end = start ?? spans[0]?.[0] ?? 0;
  let gaps = givenUp;
  for (const [from, to] of spans) {
    gaps += Math.max(0, from - end);
    end = Math.max(end, to);
  }
  return gaps;
}

/** What of the coverage lies within [from, to). */
export function within({ spans, givenUp }: Coverage, from: number, to: number): Coverage {
  const cut = spans.map((span) => [Math.max(span[0], from), Math.min(span[1], to)] as const);
  return { spans: cut.filter((span) => span[0] < span[1]), givenUp };
}

/** Where the last stretch ends; 0 when there is none. */
export function reaches({ spans }: Coverage): number {
  return spans.at(-1)?.[1] ?? 0;
}

export type Overlap = 'none' | 'part' | 'whole';

/** How much of this stretch was covered before. */
export function overlap({ spans }: Coverage, from: number, to: number): Overlap {
  if (spans.some((span) => span[0] <= from && to <= span[1])) return 'whole';
  return spans.some((span) => span[0] < to && from < span[1]) ? 'part' : 'none';
}
