import { DAY, HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import type { Dice } from '../world/dice.ts';

/** How busy each hour of a day is, midnight first: few at night, most at noon and in the evening. */
const BUSY = [2, 1, 1, 1, 1, 1, 2, 4, 6, 7, 8, 10, 11, 8, 7, 7, 7, 8, 10, 12, 12, 10, 7, 4];

/** One buyer: when his order is made, and when he pays; null: he never does. */
export interface Buyer {
  orderAt: number;
  payAfterMs: number | null;
  moneyFen: number;
}

/** Those of a stretch of one day, in the order of their coming. Most pay within a minute, some late, one in five never. */
export function buyersOf(
  dice: Dice,
  { orders, from, hours, lifetimeMs }: { orders: number; from: number; hours: number; lifetimeMs: number },
): Buyer[] {
  const weights = Array.from({ length: hours }, (_, hour) => BUSY[(startHour(from) + hour) % 24] ?? 1);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const at = () => {
    let left = dice.fraction() * total;
    const hour = weights.findIndex((weight) => {
      left -= weight;
      return left < 0;
    });
    return from + Math.max(0, hour) * HOUR + Math.floor(dice.fraction() * HOUR);
  };
  return Array.from({ length: orders }, () => ({
    orderAt: at(),
    payAfterMs: dice.chance(0.2) ? null : payAfter(dice, lifetimeMs),
    moneyFen: 990 + 500 * dice.below(40),
  })).sort((a, b) => a.orderAt - b.orderAt);
}

function payAfter(dice: Dice, lifetimeMs: number): number {
  if (dice.chance(0.02)) return lifetimeMs + dice.between(SECOND, 2 * MINUTE);
  if (dice.chance(0.85)) return dice.between(6 * SECOND, MINUTE);
  return dice.between(MINUTE, lifetimeMs - 5 * SECOND);
}

/** In China, where the shops of the simulation are. */
function startHour(ms: number): number {
  return Math.floor(((ms + 8 * HOUR) % DAY) / HOUR);
}
