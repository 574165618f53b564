import { MINUTE } from '../../../shared/clock.ts';
import { refuse } from '../../../shared/errors.ts';
import { type JsonMembers, scalarText } from '../../../shared/json-object.ts';
import { type Refused, refused } from '../refusals.ts';

/** Why the inner data of a message can't be used; `field` names the wrong one where it is one. */
export interface RefusedFrame extends Refused<FrameFault> {
  field: string | null;
}

export type FrameFault =
  /** No JSON and not the template either: the rule template was not set, or the data was cut off. */
  | 'not_a_frame'
  /** A name stands twice: a template gone wrong, or a payer's text that adds a name. */
  | 'duplicate_name'
  /** A text contains a separator of the template, so there is more than one reading: an attack or a bad template. */
  | 'injected'
  | 'missing_field'
  | 'null_value'
  /** The app left a `{{TAG}}` as it was. */
  | 'unfilled_tag'
  | 'bad_field';

/** A refusal of the data, as a reading of it. */
export function refusedFrame(
  refusal: Parameters<typeof refused<FrameFault>>[0],
  field: string | null = null,
): RefusedFrame {
  return { ...refused(refusal), field };
}

const UNFILLED_TAG = /^\{\{[^{}]*\}\}$/;
const ID = /^[1-9]\d{0,9}$/;
const MAX_SIDE_NOTE_CHARS = 100;

/**
 * Reads the members of a frame one by one and keeps the first problem: take all values, then look at `refusal`
 * before using any of them.
 */
export class FrameFields {
  refusal: RefusedFrame | null = null;
  readonly #members: JsonMembers;

  constructor(members: JsonMembers) {
    this.#members = members;
  }

  has(name: string): boolean {
    return this.#members.has(name);
  }

  /** A required text; it may be empty. */
  text(name: string): string {
    const value = this.#members.get(name);
    if (value === undefined) return this.no(name, refuse('missing_field', { field: name }));
    const text = scalarText(value);
    if (text === undefined) return this.no(name, refuse('bad_field.text', { field: name }));
    if (text === null || text === 'null') return this.no(name, refuse('null_value', { field: name }));
    if (UNFILLED_TAG.test(text)) return this.no(name, refuse('unfilled_tag', { field: name }));
    return text;
  }

  /** A required number as our addresses have it: digits without leading zeros. */
  id(name: string): number {
    const text = this.text(name);
    if (!ID.test(text)) this.no(name, refuse('bad_field.id', { field: name }));
    return Number(text);
  }

  /**
   * A note that is nice to have: null when missing, empty, unfilled or no text. Cut at 100 characters, and without any
   * that a database might give back otherwise, as such notes name a device.
   */
  note(...names: string[]): string | null {
    for (const name of names) {
      const text = scalarText(this.#members.get(name) ?? 'null')
        ?.replace(/[\p{Cc}\p{Cs}]/gu, ' ')
        .trim();
      if (!text || text === 'null' || UNFILLED_TAG.test(text)) continue;
      return Array.from(text.slice(0, 2 * MAX_SIDE_NOTE_CHARS))
        .slice(0, MAX_SIDE_NOTE_CHARS)
        .join('')
        .trim();
    }
    return null;
  }

  /** Refuses what a field holds, unless another one was refused before. */
  no(field: string, refusal: Parameters<typeof refusedFrame>[0]): '' {
    this.refusal ??= refusedFrame(refusal, field);
    return '';
  }
}

/** Minutes east of Greenwich. */
export const CHINA_UTC_OFFSET = 8 * 60;

const DEVICE_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{3})\d{0,6})?(?:(Z)|([+-])(\d\d):?(\d\d))?$/;

/**
 * UTC ms of a time as a phone writes it: `yyyy-MM-dd HH:mm:ss`, also with `T` or milliseconds, in the phone's zone
 * (`utcOffset` in minutes), unless the text names its own (`Z`, `+08:00`). Null for anything else, the 30th of
 * February included. Source: docs/reference/listeners.md 1.4 (seen for the first form; the others are allowance).
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
