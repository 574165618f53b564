import type { Till, TruePayment } from './truth.ts';

/** What tells the house of money beside the phones with SmsForwarder: an app that speaks V免签, a monitor on a PC. */
export interface Listener {
  /** Its chance of being away, and what else happens to it, has this name. */
  readonly name: string;
  tellsOf(till: Till): boolean;
  /** The money arrives. */
  hear(payment: TruePayment): void;
  /** Off, or without a network: what is paid meanwhile it never tells. */
  goAway(ms: number): void;
  /** Behaves from now on. */
  calm(): void;
  /** Nobody cares any more whether it lives: it does not say so. */
  rest(): void;
}

/** Seconds after it told a payment first, a listener tells it no more: neither again nor because nobody answered. */
export const TOLD_WITHIN_MS = 35_000;
