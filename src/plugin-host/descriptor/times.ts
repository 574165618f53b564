import { tools } from '../../plugin-api/index.ts';

/** Counts and texts in which back ends write moments: docs/reference/descriptors.md, 4.6. */
export const TIME_FORMS = [
  ...['ms', 's', 'iso', 'YYYY-MM-DD HH:mm:ss', 'YYYY-MM-DDTHH:mm:ss', 'YYYY-MM-DD HH:mm'],
  ...['YYYY/MM/DD HH:mm:ss', 'YYYYMMDDHHmmss', 'YYYY-MM-DD', 'YYYYMMDD', 'HH:mm:ss', 'HHmmss'],
  'YYYY\u5e74MM\u6708DD\u65e5 HH:mm:ss',
] as const;
export type TimeForm = string & { readonly timeForm?: never };

export const CHINA = '+08:00';
export const ZONE = /^[+-](?:0\d|1[0-4]):(?:00|15|30|45)$/;

const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ISO = /^(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)$/;

/** True for a form that tells a moment by itself: a day and a time of day. */
export function tellsMoment(form: TimeForm): boolean {
  return form === 'ms' || form === 's' || form === 'iso' || (form.includes('DD') && form.includes('HH'));
}

/** To what a moment in this form is good, ms; null where it tells no time of day, or no day. */
export function grainOf(form: TimeForm): number | null {
  if (form === 'ms') return 1;
  if (form === 's' || form === 'iso' || form.includes('ss')) return SECOND_MS;
  return form.includes('mm') ? MINUTE_MS : null;
}

/** True for a form of the day alone, or of the time of day alone: such forms come in pairs. */
export function isHalf(form: TimeForm): boolean {
  return !tellsMoment(form);
}

/** The midnight (UTC ms) that ends the day of a moment, by the clocks of the zone. */
export function dayEnd(at: number, zone: string): number {
  const day = tools.formatTime(at, 'YYYY-MM-DD', zone);
  return (tools.parseTime(day, 'YYYY-MM-DD', zone) ?? at) + DAY_MS;
}

/** A moment (UTC ms) as the clocks of the zone write it. */
export function writeTime(at: number, form: TimeForm, zone: string): string {
  if (form === 'iso') return `${tools.formatTime(at, 'YYYY-MM-DDTHH:mm:ss', zone)}${zone}`;
  return tools.formatTime(at, form, zone);
}

/** The moment (UTC ms) that a text in this form means; null for any other text, and for a day that there is not. */
export function readTime(text: string, form: TimeForm, zone: string): number | null {
  if (form === 'iso') return readIso(text.trim());
  return tellsMoment(form) ? tools.parseTime(text, form, zone) : null;
}

function readIso(text: string): number | null {
  const [, minutes = '', seconds = ':00', fraction = '', offset = ''] = ISO.exec(text) ?? [];
  if (minutes === '') return null;
  const zone = offset === 'Z' ? '+00:00' : `${offset.slice(0, 3)}:${offset.slice(-2)}`;
  if (!ZONE.test(zone)) return null;
  const at = tools.parseTime(`${minutes}${seconds}`, 'YYYY-MM-DDTHH:mm:ss', zone);
  return at === null ? null : at + Number(fraction.padEnd(3, '0').slice(0, 3));
}
