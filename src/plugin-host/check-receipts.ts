import { z } from 'zod';
import type { DroppedRow, PayType, Platform } from '../plugin-api/index.ts';
import { DAY } from '../shared/clock.ts';
import { type Fen, fen } from '../shared/money.ts';

/** A PlatformReceipt that may be recorded as it is. `raw` is what the plugin gave, whatever that is. */
export interface CheckedReceipt {
  externalId: string;
  payType: PayType | null;
  amountFen: Fen;
  terminal: string | null;
  paidAt: number;
  /** See PlatformReceipt. */
  paidFrom?: number | undefined;
  /** Null: it names no order. */
  reference: string | null;
  /** See PlatformReceipt. */
  isUnsure?: boolean | undefined;
  raw: unknown;
}

/** Earlier than any payment we can be asked about: catches seconds given as milliseconds. */
const FIRST_PLAUSIBLE = Date.UTC(2010, 0, 1);

/**
 * Splits a plugin's rows into receipts and dropped rows. A wrong row never fails the others; the same payment
 * told twice is one receipt; one number told with two different contents is dropped the second time.
 */
export function checkReceipts(
  platform: Pick<Platform, 'payTypes'>,
  rows: readonly unknown[],
  now: number,
): { receipts: CheckedReceipt[]; dropped: DroppedRow[] } {
  const Row = rowSchema(platform.payTypes);
  const receipts = new Map<string, CheckedReceipt>();
  const dropped: DroppedRow[] = [];
  for (const row of rows) {
    const checked = Row.safeParse(row);
    if (!checked.success) {
      const problem = checked.error.issues
        .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
        .join('; ');
      dropped.push({ row, problem });
      continue;
    }
    if (checked.data.paidAt > now + DAY) {
      dropped.push({ row, problem: 'paidAt: is in the future' });
      continue;
    }
    const receipt = {
      ...checked.data,
      amountFen: fen(checked.data.amountFen),
      reference: checked.data.reference || null,
      raw: checked.data.raw,
    };
    const known = receipts.get(receipt.externalId);
    if (!known) receipts.set(receipt.externalId, receipt);
    else if (!samePayment(known, receipt)) {
      dropped.push({ row, problem: 'externalId: given to two different payments' });
    }
  }
  return { receipts: [...receipts.values()], dropped };
}

const schemas = new WeakMap<readonly PayType[], ReturnType<typeof newRowSchema>>();

/** Made once for each platform: making it costs far more than using it. */
function rowSchema(payTypes: readonly PayType[]) {
  const schema = schemas.get(payTypes) ?? newRowSchema(payTypes);
  schemas.set(payTypes, schema);
  return schema;
}

function newRowSchema(payTypes: readonly PayType[]) {
  return z.object({
    externalId: z.string().trim().min(1).max(100),
    payType: z.enum(payTypes as PayType[]).nullable(),
    amountFen: z.int().positive(),
    terminal: z.string().min(1).max(100).nullable(),
    paidAt: z.int().min(FIRST_PLAUSIBLE, 'is too long ago to be milliseconds'),
    paidFrom: z.int().min(FIRST_PLAUSIBLE).optional(),
    reference: z.string().trim().max(200).nullish(),
    isUnsure: z.boolean().optional(),
    raw: z.unknown().optional(),
  });
}

function samePayment(one: CheckedReceipt, other: CheckedReceipt): boolean {
  return (
    one.amountFen === other.amountFen &&
    one.payType === other.payType &&
    one.terminal === other.terminal &&
    one.reference === other.reference &&
    !one.isUnsure === !other.isUnsure
  );
}
