import type { FetchWindow } from '../../plugin-api/index.ts';
import type { List } from './schema-list.ts';
import type { Step } from './schema-step.ts';
import { placesIn } from './template.ts';
import { dayEnd, grainOf, isHalf, type TimeForm } from './times.ts';

/** A stretch as it is asked for, UTC ms. */
export interface Piece {
  from: number;
  to: number;
}

const USUAL_OVERLAP_S = 120;
const SECOND_MS = 1_000;

/** How the list is told of the stretch: not at all, by days only, or by day and time of day. */
export interface WindowForms {
  isAsked: boolean;
  /** True: rows outside of it are not wanted, so that one that comes is of another time or zone. */
  isExact: boolean;
  /** Day and time of day in two fields: whether they are read as one moment isn't known. */
  isSplit: boolean;
  /** To what its end is good, ms. */
  grainMs: number;
}

/** The forms in which `from` and `to` are written. */
export function windowForms(step: Step): WindowForms {
  const forms = textsOf(step)
    .flatMap(placesIn)
    .flatMap(({ name, form }) => (form !== null && (name === 'from' || name === 'to') ? [form] : []));
  const hasDay = forms.some((form) => isHalf(form) && form.includes('DD'));
  const hasTime = forms.some((form: TimeForm) => isHalf(form) && form.includes('HH'));
  const isSplit = hasDay && hasTime;
  return {
    isAsked: forms.length > 0,
    isExact: isSplit || forms.some((form) => !isHalf(form)),
    isSplit,
    grainMs: isSplit ? SECOND_MS : Math.max(0, ...forms.map((form) => grainOf(form) ?? 0)),
  };
}

/**
 * What is asked for one after the other: back by the overlap, on by `aheadS`, in pieces of `maxS` that reach into each
 * other; a part that others came before reaches no further back. Each end is put up to the next whole grain and one grain more, whether it belongs to the stretch or not.
 * Where day and time are two fields, no piece goes over midnight.
 */
export function piecesOf({ window, step }: List, { from, to, isPart }: FetchWindow): Piece[] {
  const forms = windowForms(step);
  const { overlapS = USUAL_OVERLAP_S, aheadS = 0, maxS, zone } = window;
  const whole = { from: from - (isPart ? 0 : overlapS) * SECOND_MS, to: to + aheadS * SECOND_MS };
  if (!forms.isAsked) return [whole];
  const { grainMs, isSplit } = forms;
  const longestMs = maxS === undefined ? Number.POSITIVE_INFINITY : maxS * SECOND_MS - 2 * grainMs;
  const beyond = (end: number) => (grainMs === 0 ? end : Math.ceil(end / grainMs) * grainMs + grainMs);
  const pieces: Piece[] = [];
  for (let begin = whole.from; begin < whole.to || pieces.length === 0; ) {
    const midnight = isSplit ? dayEnd(begin, zone) : Number.POSITIVE_INFINITY;
    const end = Math.min(whole.to, begin + longestMs, midnight);
    pieces.push({ from: begin, to: Math.min(beyond(end), midnight - 1) });
    begin = end;
  }
  return pieces;
}

function textsOf({ url, query = {}, headers = {}, body, let: computed = [] }: Step): string[] {
  return [url, ...leaves([query, headers, body ?? {}, computed.map(({ do: _, ...one }) => one)])].filter(
    (text) => text.includes('{'),
  );
}

function leaves(content: unknown): string[] {
  if (typeof content === 'string') return [content];
  return typeof content === 'object' && content !== null ? Object.values(content).flatMap(leaves) : [];
}
