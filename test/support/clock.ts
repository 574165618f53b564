import type { Clock } from '../../src/shared/clock.ts';

/** A clock that stands still until the test moves it. UTC milliseconds. */
export class TestClock implements Clock {
  private current: number;

  constructor(start: number | string = '2026-03-01T08:00:00Z') {
    this.current = toMs(start);
  }

  now(): number {
    return this.current;
  }

  advance(ms: number): void {
    this.current += ms;
  }

  set(moment: number | string): void {
    this.current = toMs(moment);
  }
}

function toMs(moment: number | string): number {
  return typeof moment === 'number' ? moment : Date.parse(moment);
}
