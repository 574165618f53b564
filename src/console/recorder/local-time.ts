import { createCalendar } from '../calendar.ts';

/** A moment as people type it: "2026-11-28 14:05" or with seconds, by the clocks of the zone. Null for anything else. */
export function typedMoment(text: string, zone: string): number | null {
  const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{1,2}):(\d{2})(?::(\d{2}))?$/.exec(text.trim());
  if (!found) return null;
  const [, day = '', hours = '', minutes = '', seconds = '0'] = found;
  const [h, m, s] = [hours, minutes, seconds].map(Number);
  if (Number.isNaN(Date.parse(`${day}T00:00:00Z`)) || (h ?? 0) > 23 || (m ?? 0) > 59 || (s ?? 0) > 59)
    return null;
  const calendar = createCalendar(zone);
  const at = calendar.startOf(day);
  // A day that there is not, like 31 February, is read as another.
  if (calendar.dayOf(at) !== day) return null;
  return at + (((h ?? 0) * 60 + (m ?? 0)) * 60 + (s ?? 0)) * 1_000;
}
