import type { SlotPlace, SlotRange, TakenSlot } from './amount-slot.repository.ts';

/** What is taken, as far as it has been looked at. */
export class TakenSlots {
  private readonly byScope = new Map<string, Map<number, TakenSlot>>();

  constructor(slots: Iterable<TakenSlot> = []) {
    for (const slot of slots) this.add(slot);
  }

  /** Whoever was there first stays. */
  add(slot: TakenSlot): void {
    const own = this.byScope.get(slot.scope);
    if (!own) this.byScope.set(slot.scope, new Map([[slot.payableFen, slot]]));
    else if (!own.has(slot.payableFen)) own.set(slot.payableFen, slot);
  }

  drop({ scope, payableFen }: Pick<SlotPlace, 'scope' | 'payableFen'>): void {
    this.byScope.get(scope)?.delete(payableFen);
  }

  get({ scope, payableFen }: Pick<SlotPlace, 'scope'> & { payableFen: number }): TakenSlot | undefined {
    return this.byScope.get(scope)?.get(payableFen);
  }

  within({ scope, from, to }: SlotRange): TakenSlot[] {
    const own = this.byScope.get(scope);
    if (!own) return [];
    // Mostly little is taken, or much of other ranges: the shorter of the two ways.
    if (own.size <= to - from) {
      return [...own.values()].filter(({ payableFen }) => payableFen >= from && payableFen <= to);
    }
    const found: TakenSlot[] = [];
    for (let payable = from; payable <= to; payable++) {
      const slot = own.get(payable);
      if (slot) found.push(slot);
    }
    return found;
  }
}
