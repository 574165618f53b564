import { DAY, HOUR } from '../../shared/clock.ts';

/** WeChat and Alipay count their days in China, which has one zone and no summer time. */
const CHINA_MS = 8 * HOUR;

/** The day in Asia/Shanghai as a running number: days since 1970-01-01. */
export function shanghaiDay(at: number): number {
  return Math.floor((at + CHINA_MS) / DAY);
}

/** UTC ms at which that day begins in Asia/Shanghai. */
export function shanghaiMidnight(day: number): number {
  return day * DAY - CHINA_MS;
}
