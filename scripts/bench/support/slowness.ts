import type { Load } from './load.ts';
import { plainLoad, type Yardstick } from './yardstick.ts';

/** Time limits hold for a machine on which the do-nothing Express server answers so often, per second. */
export const REFERENCE_RATE = 15_000;
const CONNECTIONS = 64;

/** How many times slower this machine is just now than the one that time limits are for; 1 when it is no slower. */
export async function measureSlowness(load: Load, yardstick: Yardstick): Promise<number> {
  const plain = plainLoad(yardstick, CONNECTIONS);
  await load.run(plain.job(1));
  const { rate } = await load.run(plain.job(2));
  return slownessAt(rate);
}

/** The same, from a rate that was measured at 64 connections. */
export function slownessAt(rate: number): number {
  return Math.max(1, REFERENCE_RATE / rate);
}
