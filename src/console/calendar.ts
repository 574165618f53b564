import { DAY } from '../shared/clock.ts';

/** Days as people in `zone` count them, written like "2026-01-31"; ranges are half-open in UTC milliseconds. */
export interface Calendar {
  dayOf(ms: number): string;
  /** The first moment of the day. */
  startOf(day: string): number;
  /** The day that lies `count` days later (or, negative, earlier). */
  plus(day: string, count: number): string;
}

export function createCalendar(zone: string): Calendar {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  /** How far the zone's clocks are ahead of UTC at this moment; ms. */
  const aheadAt = (ms: number) =>
    Date.parse(`${format.format(ms).replace(' ', 'T')}Z`) - Math.floor(ms / 1000) * 1000;

  return {
    dayOf: (ms) => format.format(ms).slice(0, 10),
    startOf(day) {
      const asUtc = Date.parse(`${day}T00:00:00Z`);
      // The zone's offset at that midnight is only known once the midnight is: two steps settle it.
      const near = asUtc - aheadAt(asUtc);
      return asUtc - aheadAt(near);
    },
    plus: (day, count) => new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY).toISOString().slice(0, 10),
  };
}

/** True for a day that exists, written like "2026-01-31". */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** True where a stretch of days would end before it begins; '' is open. */
export function isReversed({ from, to }: { from: string; to: string }): boolean {
  return from !== '' && to !== '' && to < from;
}
