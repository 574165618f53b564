import { fen } from '../../shared/money.ts';
import type { Coverage } from './coverage.ts';
import { reaches, within } from './coverage.ts';
import type { CounterSighting, DaySeen } from './day-seen.ts';
import { lossesOfDay } from './day-seen.ts';
import { type CountersSeen, type DayLosses, noCountersSeen, noteCounter, readDays } from './lost-messages.ts';
import { usualRules } from './report.ts';

/** Messages overtake each other by so much: a gap that stands for longer is a loss. */
export const STANDING_MS = usualRules.jitterMs;
/** With more than these in two minutes the oldest are believed a little early. */
const MAX_FRESH = 500;

/** Counters with a memory of what only just arrived. Plain data of bounded size, to be stored. */
export interface CounterWatch {
  /** What arrived at least STANDING_MS ago. */
  seen: CountersSeen;
  /** What arrived since, oldest first. */
  fresh: readonly { sighting: CounterSighting; arrivedAt: number }[];
}

export const nothingWatched: CounterWatch = { seen: noCountersSeen, fresh: [] };

/** The watch with one more sighting, which arrived at `now` (ms, our clock). */
export function watchCounter(watch: CounterWatch, sighting: CounterSighting, now: number): CounterWatch {
  const { seen, fresh } = ageWatch(watch, now);
  const next = [...fresh, { sighting, arrivedAt: now }];
  const over = next.slice(0, Math.max(0, next.length - MAX_FRESH));
  return { seen: noteAll(seen, over), fresh: next.slice(over.length) };
}

/** The watch as it is at `now`: what has become old enough is fresh no more. */
export function ageWatch(watch: CounterWatch, now: number): CounterWatch {
  const young = watch.fresh.findIndex(({ arrivedAt }) => arrivedAt + STANDING_MS > now);
  const ripe = young < 0 ? watch.fresh : watch.fresh.slice(0, young);
  if (ripe.length === 0) return watch;
  return { seen: noteAll(watch.seen, ripe), fresh: watch.fresh.slice(ripe.length) };
}

/** All that was seen, fresh or not. */
export function seenSoFar({ seen, fresh }: CounterWatch): CountersSeen {
  return noteAll(seen, fresh);
}

/**
 * What is proven lost and has been missing for STANDING_MS or longer, on the days kept, oldest first. A gap counts as
 * far as it lies below what was seen so long ago; what fills it counts at once. So a message that was only overtaken
 * is never called lost, and each loss is called so STANDING_MS after the first message that proves it. Once nothing
 * is fresh this is provenLosses.
 */
export function standingLosses(watch: CounterWatch): DayLosses[] {
  const before = readDays(watch.seen);
  return readDays(seenSoFar(watch)).map(({ seen, fromStart }) => {
    const { day } = seen;
    const old = before.find((one) => one.seen.day === day)?.seen;
    const now = lossesOfDay(seen, fromStart);
    const standing = old && now.lost > 0 ? lossesOfDay(upTo(old, seen, fromStart), fromStart) : none;
    return { day, ...(standing.lost <= now.lost ? standing : now) };
  });
}

/** When standingLosses may say more than now, though nothing new arrives; ms, null: never. */
export function standsNextAt({ fresh }: CounterWatch): number | null {
  const [first] = fresh;
  return first === undefined ? null : first.arrivedAt + STANDING_MS;
}

const none: Omit<DayLosses, 'day'> = { lost: 0, lostFen: fen(0) };

/** The day as far as the older view of it goes. */
function upTo(old: DaySeen, seen: DaySeen, fromStart: boolean): DaySeen {
  const cut = (line: Coverage, before: Coverage) =>
    within(line, fromStart ? 0 : (before.spans[0]?.[0] ?? 0), reaches(before));
  return {
    ...seen,
    counts: cut(seen.counts, old.counts),
    totalled: cut(seen.totalled, old.counts),
    money: cut(seen.money, old.money),
  };
}

function noteAll(seen: CountersSeen, fresh: CounterWatch['fresh']): CountersSeen {
  return fresh.reduce((all, { sighting }) => noteCounter(all, sighting), seen);
}
