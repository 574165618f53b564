import type { Fen } from '../../shared/money.ts';
import {
  addToDay,
  type CounterSighting,
  contradicts,
  type DaySeen,
  disagrees,
  emptyDay,
  lossesOfDay,
  midnightNear,
} from './day-seen.ts';
import { shanghaiDay } from './shanghai-day.ts';

/** All counters seen of one account and code kind, from whichever device. Plain data of bounded size, to be stored. */
export interface CountersSeen {
  /** The first day of which anything was seen; null while that is open. Only later days are known to begin at 1. */
  firstDay: number | null;
  /** Oldest first; at most two. */
  days: readonly DaySeen[];
  /** Seen so near to one midnight that they may belong to either day. Decided anew with everything that comes. */
  nearMidnight: readonly CounterSighting[];
}

export interface DayLosses {
  /** Days since 1970-01-01 in Asia/Shanghai. */
  day: number;
  /** See lossesOfDay. */
  lost: number;
  lostFen: Fen | null;
}

export const noCountersSeen: CountersSeen = { firstDay: null, days: [], nearMidnight: [] };

const KEPT_DAYS = 2;
/** With more than these at one midnight, they are given to their days by what is known then. */
const MAX_NEAR_MIDNIGHT = 48;

/**
 * The counters with one more sighting. Repeats change nothing and what comes late fills its gap: the order of arrival
 * within the two days that are kept doesn't matter. Older sightings are dropped.
 */
export function noteCounter(seen: CountersSeen, sighting: CounterSighting): CountersSeen {
  const midnight = midnightNear(sighting.happenedAt);
  const waiting = waitingMidnight(seen);
  if (midnight === null) return note(seen, shanghaiDay(sighting.happenedAt), sighting);
  if (waiting !== null && midnight < waiting) return note(seen, midnight - 1, sighting);
  const ready = waiting !== null && waiting < midnight ? settle(seen) : seen;
  if (ready.nearMidnight.some((one) => isEqual(one, sighting))) return ready;
  const next = { ...ready, nearMidnight: [...ready.nearMidnight, sighting] };
  return next.nearMidnight.length > MAX_NEAR_MIDNIGHT ? settle(next) : next;
}

/**
 * What is proven lost on the days kept (the latest and the one before), oldest first. A message that is only late
 * looks lost until it comes: see standingLosses for what to alert about.
 * Near midnight the reading with the fewest losses holds, until later counters rule it out.
 */
export function provenLosses(seen: CountersSeen): DayLosses[] {
  return readDays(seen).map(({ seen: day, fromStart }) => ({ day: day.day, ...lossesOfDay(day, fromStart) }));
}

/** The days as they are read now, those near midnight included, oldest first; `fromStart` as for lossesOfDay. */
export function readDays(seen: CountersSeen): { seen: DaySeen; fromStart: boolean }[] {
  const { days, firstDay } = settle(seen);
  return days.map((one) => ({ seen: one, fromStart: startsAtOne(one, firstDay) }));
}

function waitingMidnight(seen: CountersSeen): number | null {
  const [first] = seen.nearMidnight;
  return first === undefined ? null : midnightNear(first.happenedAt);
}

function note(seen: CountersSeen, day: number, sighting: CounterSighting): CountersSeen {
  const waiting = waitingMidnight(seen);
  // A day later, nothing comes any more that tells to which day the waiting ones belong.
  if (waiting !== null && day > waiting) return note(settle(seen), day, sighting);
  const firstDay = seen.firstDay ?? (waiting === null ? day : null);
  if (firstDay !== null && day < firstDay) return seen;
  const before = seen.days.find((one) => one.day === day) ?? emptyDay(day);
  const days = [...seen.days.filter((one) => one !== before), addToDay(before, sighting)];
  days.sort((a, b) => a.day - b.day);
  return { ...seen, firstDay, days: days.slice(-KEPT_DAYS) };
}

/**
 * Gives those near midnight to their days. Counters of the old day are high there and those of the new day low, so
 * the readings are: the lowest k belong to the new day, the others to the old one.
 */
function settle(seen: CountersSeen): CountersSeen {
  const newDay = waitingMidnight(seen);
  if (newDay === null) return seen;
  const sorted = [...seen.nearMidnight].sort((a, b) => height(a) - height(b) || b.happenedAt - a.happenedAt);
  const readings = Array.from({ length: sorted.length + 1 }, (_, k) => read(seen, newDay, sorted, k));
  return readings.reduce((best, one) => (isLess(one.cost, best.cost) ? one : best)).seen;
}

/** What a reading needs to be true, worst first: contradictions, lost payments, lost money, days unlike the clock's. */
type Cost = readonly number[];

function read(seen: CountersSeen, newDay: number, sorted: CounterSighting[], k: number) {
  let odd = 0;
  let unlikeClock = 0;
  const fill = (day: number, sightings: CounterSighting[]) => {
    let filled = seen.days.find((one) => one.day === day) ?? emptyDay(day);
    for (const one of sightings) {
      if (contradicts(filled, one)) odd++;
      if (shanghaiDay(one.happenedAt) !== day) unlikeClock++;
      filled = addToDay(filled, one);
    }
    return filled;
  };
  const both = [fill(newDay - 1, sorted.slice(k)), fill(newDay, sorted.slice(0, k))];
  const others = seen.days.filter(({ day }) => day < newDay - 1);
  const days = [...others, ...both.filter((one) => one.counts.spans.length + one.money.spans.length > 0)];
  const firstDay = seen.firstDay ?? days[0]?.day ?? null;
  const losses = both.map((one) => lossesOfDay(one, startsAtOne(one, firstDay)));
  const disagreeing = both.filter((one) => disagrees(one, startsAtOne(one, firstDay))).length;
  const cost: Cost = [
    odd + disagreeing,
    losses.reduce((sum, { lost }) => sum + lost, 0),
    losses.reduce((sum, { lostFen }) => sum + (lostFen ?? 0), 0),
    unlikeClock,
  ];
  return { cost, seen: { firstDay, days: days.slice(-KEPT_DAYS), nearMidnight: [] } };
}

/** How high in its day: by the counter, else by the total. One code kind's texts carry the same things. */
function height({ count, totalFen }: CounterSighting): number {
  return count ?? totalFen ?? 0;
}

function isLess(a: Cost, b: Cost): boolean {
  const i = a.findIndex((value, at) => value !== b[at]);
  return i >= 0 && (a[i] ?? 0) < (b[i] ?? 0);
}

function isEqual(a: CounterSighting, b: CounterSighting): boolean {
  return (
    a.count === b.count &&
    a.totalFen === b.totalFen &&
    a.amountFen === b.amountFen &&
    a.happenedAt === b.happenedAt
  );
}

function startsAtOne({ day }: DaySeen, firstDay: number | null): boolean {
  return firstDay !== null && day > firstDay;
}
