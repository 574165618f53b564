import type { Db } from '../../shared/db.ts';
import {
  type AmountSlot,
  amountSlots,
  type SlotRange,
  type TakenSlot,
  TakenSlots,
} from '../amount-slots/index.ts';

/** The taken payables as far as they have been looked at, with those that we are about to take. */
export class TakenPayables {
  readonly slots = new TakenSlots();
  private readonly looked = new Set<string>();

  constructor(private readonly trx: Db) {}

  async look(ranges: SlotRange[]): Promise<void> {
    const unseen = new Map<string, SlotRange>();
    for (const range of ranges) {
      const name = `${range.scope}/${range.from}-${range.to}`;
      if (!this.looked.has(name)) unseen.set(name, range);
    }
    // What we are about to take ourselves is not in the table yet, or is there as somebody's before us.
    for (const slot of await amountSlots.findTaken(this.trx, [...unseen.values()])) this.slots.add(slot);
    for (const name of unseen.keys()) this.looked.add(name);
  }

  take(slot: AmountSlot, instead: TakenSlot | undefined): void {
    if (instead) this.slots.drop(instead);
    this.slots.add({ ...slot, coolingSince: null });
  }
}
