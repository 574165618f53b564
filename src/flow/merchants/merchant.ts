import { z } from 'zod';
import { DAY, MINUTE } from '../../shared/clock.ts';

/** How a merchant's orders behave. Times in ms, amounts in fen. */
export const MerchantRules = z.object({
  /** From the order's creation until it expires. */
  orderLifetimeMs: z
    .number()
    .int()
    .min(MINUTE)
    .max(DAY)
    .default(5 * MINUTE),
  /** How long a slot outlives the order, so that a late payer's money can't fall to a younger order. */
  graceMs: z
    .number()
    .int()
    .min(0)
    .max(60 * MINUTE)
    .default(5 * MINUTE),
  /** How far the payable may lie from the money asked. */
  slotLimitFen: z.number().int().min(0).max(999).default(99),
  slotDirection: z.enum(['up', 'down']).default('up'),
  /**
   * Whether a buyer may be asked for the price itself: while no other order of that price waits on the code, or never
   * (for busy shops), so that nobody who types the price pays another's order.
   */
  roundPrice: z.enum(['when_alone', 'never']).default('when_alone'),
  /** True: of several codes that could take an order, one whose buyer types nothing goes first; else each in its turn. */
  fixedFirst: z.boolean().default(true),
  /**
   * How long a paid amount stays taken where devices tell of payments: a payment that is told twice, or made twice,
   * must not fall to a younger order. A platform that is asked names its payments: there POLLED_PAID_HOLD_MS does.
   */
  paidHoldMs: z
    .number()
    .int()
    .min(2 * MINUTE)
    .max(60 * MINUTE)
    .default(5 * MINUTE),
  /** How many of a price's amounts on a code one buyer's network may hold once more than half are taken; 0: any. */
  perNetwork: z.number().int().min(0).max(99).default(5),
  /** Where a V免签 shop is told, and its buyers go, when it sends no addresses with an order, as V免签 allows. */
  vmqNotifyUrl: z.string().nullable().default(null),
  vmqReturnUrl: z.string().nullable().default(null),
  /** A V免签 shop may sign with the merchant's key as well, as all did before there was a V免签 key. */
  vmqEpayKey: z.boolean().default(false),
  /** True: of a V免签 order that could be read in two ways only one is taken, whatever its `param` is made of. */
  vmqOneReading: z.boolean().default(false),
  /** How the shop is told of a payment: by a query behind its address, or by a form posted to it. */
  notifyBy: z.enum(['get', 'post']).default('get'),
});
export type MerchantRules = z.infer<typeof MerchantRules>;

/** How long a paid amount stays taken where the platform is asked for its payments; ms. */
export const POLLED_PAID_HOLD_MS = 2 * MINUTE;

export const defaultRules: MerchantRules = MerchantRules.parse({});

/** Owns a `pid` and a secret `key`; submits orders. */
export interface Merchant {
  pid: number;
  name: string;
  /** 32 hex digits; secret. */
  key: string;
  /** As `key`, for V免签 shops only; '' until one was made, which opens nothing. */
  vmqKey: string;
  enabled: boolean;
  rules: MerchantRules;
  createdAt: number;
}

/** The key under which the shop is told of an order: the one that it signed the order with. */
export function keyOfOrder(
  { key, vmqKey }: Pick<Merchant, 'key' | 'vmqKey'>,
  { vmqOwnKey }: { vmqOwnKey?: boolean },
): string {
  return vmqOwnKey ? vmqKey : key;
}

/** The first merchant's number, as in the systems that ours replaces. */
export const FIRST_PID = 1000;
