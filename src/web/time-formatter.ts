/** Shows UTC milliseconds as "2026-01-31 08:05:09" in the zone; "—" for what has not happened. */
export function timeFormatter(zone: string): (ms: number | null | undefined) => string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  return (ms) => (ms === null || ms === undefined ? '—' : format.format(ms));
}
