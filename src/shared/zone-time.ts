/** Days and times of day as people in `zone` have them. */
export interface ZoneTime {
  /** 20261129. */
  dayOf(ms: number): number;
  /** Minutes since midnight by the wall clock: 0 to 1439. */
  minuteOf(ms: number): number;
}

export function createZoneTime(zone: string): ZoneTime {
  const format = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit' },
  });
  /** "2026-11-29 08:05". */
  const written = (ms: number) => format.format(ms);
  return {
    dayOf: (ms) => Number(written(ms).slice(0, 10).replaceAll('-', '')),
    minuteOf(ms) {
      const [hours, minutes] = written(ms).slice(11).split(':').map(Number);
      return (Number(hours) % 24) * 60 + Number(minutes);
    },
  };
}
