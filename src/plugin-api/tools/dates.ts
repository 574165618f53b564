/** Forms in which back ends write times; `ms` and `s` are counts since 1970. */
export type TimeForm = 'ms' | 's' | (string & {});

/** Hours and minutes before UTC, as '+08:00': without daylight saving, which China has not. */
const ZONE = /^([+-])(\d{2}):(\d{2})$/;
const PARTS = /YYYY|MM|DD|HH|mm|ss/g;
const WIDTHS: Record<string, number> = { YYYY: 4, MM: 2, DD: 2, HH: 2, mm: 2, ss: 2 };

function offsetMs(zone: string): number {
  const found = ZONE.exec(zone);
  if (!found) throw new RangeError(`a zone is written as +08:00, not ${zone}`);
  const ms = (Number(found[2]) * 60 + Number(found[3])) * 60_000;
  return found[1] === '-' ? -ms : ms;
}

/** A time (UTC ms) in a form like 'YYYY-MM-DD HH:mm:ss', by the clocks of the zone; China's when left out. */
export function formatTime(at: number, form: TimeForm, zone = '+08:00'): string {
  if (form === 'ms') return String(at);
  if (form === 's') return String(Math.floor(at / 1000));
  const there = new Date(at + offsetMs(zone));
  const values: Record<string, number> = {
    YYYY: there.getUTCFullYear(),
    MM: there.getUTCMonth() + 1,
    DD: there.getUTCDate(),
    HH: there.getUTCHours(),
    mm: there.getUTCMinutes(),
    ss: there.getUTCSeconds(),
  };
  return form.replace(PARTS, (part) => String(values[part]).padStart(WIDTHS[part] ?? 2, '0'));
}

/**
 * The time (UTC ms) that a text in this form means by the clocks of the zone. Null for any other text, and for a moment
 * that there is not (31 February, 25:00). What the form leaves out of the time of day is zero.
 */
export function parseTime(text: string, form: TimeForm, zone = '+08:00'): number | null {
  if (form === 'ms' || form === 's') {
    if (!/^\d{1,15}$/.test(text)) return null;
    return form === 'ms' ? Number(text) : Number(text) * 1000;
  }
  const names: string[] = [];
  const pattern = form
    .split(/(YYYY|MM|DD|HH|mm|ss)/)
    .map((piece) => {
      const width = WIDTHS[piece];
      if (width === undefined) return piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
      names.push(piece);
      return `(\\d{${width}})`;
    })
    .join('');
  const found = new RegExp(`^${pattern}$`).exec(text.trim());
  if (!found) return null;
  const read = Object.fromEntries(names.map((name, index) => [name, Number(found[index + 1])]));
  const { YYYY, MM, DD, HH = 0, mm = 0, ss = 0 } = read;
  if (YYYY === undefined || MM === undefined || DD === undefined) return null;
  const at = Date.UTC(YYYY, MM - 1, DD, HH, mm, ss) - offsetMs(zone);
  return formatTime(at, form, zone) === text.trim() ? at : null;
}

/** In the order in which they are tried; none can be read as another. */
const USUAL_FORMS: readonly TimeForm[] = ['YYYY-MM-DD HH:mm:ss', 'YYYY/MM/DD HH:mm:ss', 'YYYYMMDDHHmmss'];

/**
 * The time (UTC ms) of a value whose form isn't known beforehand: one of the texts that back ends write, to the second and by
 * China's clock, or a count of milliseconds of 13 digits. Null for anything else: never a guess.
 */
export function anyTime(value: unknown): number | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  if (/^1\d{12}$/.test(text)) return Number(text);
  for (const form of USUAL_FORMS) {
    const at = parseTime(text, form);
    if (at !== null) return at;
  }
  return null;
}
