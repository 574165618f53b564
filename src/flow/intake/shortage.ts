import { type SlotWish, sizeOf, type TakenSlots, takenOf } from '../amount-slots/index.ts';

/** Networks that are named in a shortage, those that hold most first. */
const NAMED = 5;

/** Why an order of one price found no amount: for the owner, who asks who holds them all. */
export interface Shortage {
  /** Of each code: how many of the price's amounts are taken, of how many. */
  codes: { codeId: number; taken: number; of: number }[];
  /** Unpaid orders that hold them, by the buyer's network; null: nobody knows it. */
  holders: { network: string | null; orders: number }[];
  /** Unpaid orders that hold them, all together. */
  unpaid: number;
  /** Amounts of paid orders, which are free again in a few minutes. */
  paid: number;
}

export function shortageOf(codes: { codeId: number; slotWish: SlotWish }[], taken: TakenSlots): Shortage {
  const seen = new Map<string, { network: string | null; isPaid: boolean }>();
  const counts = codes.map(({ codeId, slotWish }) => {
    const slots = takenOf(slotWish, taken);
    // Codes of one account share its amounts.
    for (const { scope, payableFen, network, coolingSince } of slots)
      seen.set(`${scope}/${payableFen}`, { network, isPaid: coolingSince !== null });
    return { codeId, taken: slots.length, of: sizeOf(slotWish) };
  });
  const unpaid = [...seen.values()].filter(({ isPaid }) => !isPaid);
  const byNetwork = new Map<string | null, number>();
  for (const { network } of unpaid) byNetwork.set(network, (byNetwork.get(network) ?? 0) + 1);
  const holders = [...byNetwork].map(([network, orders]) => ({ network, orders }));
  return {
    codes: counts,
    holders: holders.sort((a, b) => b.orders - a.orders).slice(0, NAMED),
    unpaid: unpaid.length,
    paid: seen.size - unpaid.length,
  };
}
