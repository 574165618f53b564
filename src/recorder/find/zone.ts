import { HOUR, MINUTE } from '../../shared/clock.ts';

/** The clocks that are taken for granted. */
export const CHINA = '+08:00';
const CHINA_MS = 8 * HOUR;
/** Between the moment that the owner tells and the one that the platform writes. */
const NEAR_MS = 15 * MINUTE;
const STEP_MS = 30 * MINUTE;

export interface Fit {
  /** From the told moment, ms. */
  distanceMs: number;
  /** By which clocks the text is written. */
  zone: string;
}

/**
 * How well a time of the rows fits the told moment (UTC ms), and by which clocks: China's where they do, else those that
 * make it fit to five minutes. Null where it fits by none.
 */
export function fitOf(at: number, isLocal: boolean, told: number): Fit | null {
  if (!isLocal) {
    const distanceMs = Math.abs(at - told);
    return distanceMs <= NEAR_MS ? { distanceMs, zone: CHINA } : null;
  }
  const inChina = Math.abs(at - CHINA_MS - told);
  if (inChina <= NEAR_MS) return { distanceMs: inChina, zone: CHINA };
  const offset = Math.round((at - told) / STEP_MS) * STEP_MS;
  const distanceMs = Math.abs(at - offset - told);
  if (offset < -12 * HOUR || offset > 14 * HOUR || distanceMs > 5 * MINUTE) return null;
  return { distanceMs, zone: zoneText(offset) };
}

function zoneText(offsetMs: number): string {
  const minutes = Math.abs(offsetMs) / MINUTE;
  const two = (count: number) => String(count).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

export function zoneMs(zone: string): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /^([+-])(\d{2}):(\d{2})$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE;
}
