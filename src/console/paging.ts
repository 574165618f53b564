/** How many rows a list shows at once. */
export const PAGE_ROWS = 25;
/** How many are read at once for a file: so few that others get their turn in between. */
export const EXPORT_ROWS = 500;

/** A place in a list that is sorted by time and id, as it stands in an address: "1700000000000-42". */
export interface Place {
  at: number;
  id: number;
}

export function writePlace({ at, id }: Place): string {
  return `${at}-${id}`;
}

/** Null for anything that no address of ours ever held. */
export function readPlace(text: unknown): Place | null {
  const parts = typeof text === 'string' ? /^(\d{1,16})-(\d{1,16})$/.exec(text) : null;
  return parts ? { at: Number(parts[1]), id: Number(parts[2]) } : null;
}

/** Links of a list page; null where there is nothing to go to. */
export interface Pager {
  first: string | null;
  newer: string | null;
  older: string | null;
}

export function pagerOf(
  address: string,
  filter: Readonly<Record<string, string>>,
  places: { begun: boolean; newer: Place | null; older: Place | null },
): Pager {
  const link = (extra: Record<string, string>) => withQuery(address, { ...filter, ...extra });
  return {
    first: places.begun ? link({}) : null,
    newer: places.newer && link({ newer: writePlace(places.newer) }),
    older: places.older && link({ older: writePlace(places.older) }),
  };
}

/** The address with those of the values that aren't empty. */
export function withQuery(address: string, values: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value !== '')).toString();
  return query === '' ? address : `${address}?${query}`;
}
