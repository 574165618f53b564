import { MINUTE } from '../../shared/clock.ts';

/** Minutes east of Greenwich. */
export const CHINA_UTC_OFFSET = 8 * 60;

const DEVICE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{3})\d{0,6})?(?:(Z)|([+-])(\d\d):?(\d\d))?$/;

/**
 * UTC ms of a time as a phone writes it: `yyyy-MM-dd HH:mm:ss`, also with `T` or milliseconds, in the phone's zone
 * (`utcOffset` in minutes), unless the text names its own (`Z`, `+08:00`). Null for anything else, the 30th of
 * February included. Source: reference/listeners.md 1.4 (seen for the first form; the others are allowance).
 */
export function readDeviceTime(text: string, utcOffset: number): number | null {
  const parts = DEVICE_TIME.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second, milli = '0', zulu, sign, offsetHours, offsetMinutes] =
    parts;
  const written = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
    Number(milli),
  );
  // Date.UTC rolls what doesn't exist over into the next day or month.
  const asWritten = `${year}-${month}-${day}T${hour}:${minute}:${second}`;
  if (!new Date(written).toISOString().startsWith(asWritten)) return null;
  const named = Number(offsetHours) * 60 + Number(offsetMinutes);
  const offset = zulu ? 0 : sign ? (sign === '-' ? -named : named) : utcOffset;
  return written - offset * MINUTE;
}

/** True when a time that readDeviceTime reads says itself in which zone it is. */
export function namesZone(text: string): boolean {
  return /(?:Z|[+-]\d\d:?\d\d)$/.test(text.slice('yyyy-MM-ddTHH:mm:ss'.length));
}
