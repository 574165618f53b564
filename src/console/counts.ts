/** A count that stops at a limit, for people: "100+" there. */
export function capped(count: number, upTo: number): string {
  return count >= upTo ? `${upTo}+` : String(count);
}

/** With commas: "12,345". */
export function grouped(count: number): string {
  return count.toLocaleString('en');
}
