/** As the table keeps it; longer names share what they begin with. */
const LONGEST = 160;

/** In whose line calls of this address stand: its host and port; '' for what is no address. */
export function laneHost(notifyUrl: string): string {
  return URL.canParse(notifyUrl) ? new URL(notifyUrl).host.slice(0, LONGEST) : '';
}
