/** So many of an account's bills are asked for at once: each is a request of its own, and its platform's hour holds some thousands. */
const AT_ONCE = 5;
/** When nobody waits any more there may be no next time: as many as one call has time for. */
const AT_THE_END = 50;

/**
 * Whose turn it is among an account's bills, where its platform is asked for each by itself. However many are open, each is
 * asked for again after all the others, and none is left out.
 */
export class BillsInTurn {
  /** By account: the one that was asked for last. */
  private readonly last = new Map<number, number>();

  /** `waiting`: by ascending number. `isLast`: no order waits any more. */
  next<Bill extends { id: number }>(accountId: number, waiting: readonly Bill[], isLast: boolean): Bill[] {
    const last = this.last.get(accountId) ?? 0;
    const behind = waiting.filter(({ id }) => id > last);
    const before = waiting.filter(({ id }) => id <= last);
    const chosen = [...behind, ...before].slice(0, isLast ? AT_THE_END : AT_ONCE);
    const end = chosen.at(-1);
    if (end) this.last.set(accountId, end.id);
    else this.last.delete(accountId);
    return chosen;
  }
}
