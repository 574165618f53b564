/**
 * What devices never told: the numbers of the day that some texts name (今日第n笔, 共计¥x) prove payments of which no message
 * came, and the owner is told. Which are proven is `counting/`'s, pure; here it is remembered for each account and kind of
 * code, and told once it has stood.
 */
export { noteDayCounters, tellLosses } from './day-counters.ts';
