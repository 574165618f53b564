import { randomInt, randomUUID, randomBytes as systemBytes } from 'node:crypto';

/** Where chance comes from. */
export interface Luck {
  /** From 0 up to 1; for choices that nobody may profit from foreseeing, use the others. */
  fraction(): number;
  bytes(count: number): Buffer;
  /** A whole number from 0 up to `end`, evenly spread, that can't be foreseen. */
  below(end: number): number;
  uuid(): string;
}

export const systemLuck: Luck = {
  fraction: Math.random,
  bytes: systemBytes,
  below: (end) => randomInt(end),
  uuid: randomUUID,
};

let luck = systemLuck;

/** For a simulation: what is drawn from now on comes from there. Returns what puts the former back. */
export function useLuck(other: Luck): () => void {
  const before = luck;
  luck = other;
  return () => {
    luck = before;
  };
}

/** See Luck. */
export const randomFraction = (): number => luck.fraction();
export const randomBytes = (count: number): Buffer => luck.bytes(count);
export const randomBelow = (end: number): number => luck.below(end);
export const randomUuid = (): string => luck.uuid();

/** `bytes` random bytes as lower-case hex. */
export function randomHex(bytes: number): string {
  return luck.bytes(bytes).toString('hex');
}

/** `count` random decimal digits, evenly spread (18 digits are 59 bits). */
export function randomDigits(count: number): string {
  let digits = '';
  while (digits.length < count) digits += String(luck.below(1_000_000)).padStart(6, '0');
  return digits.slice(0, count);
}
