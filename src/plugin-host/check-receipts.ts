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

/** More than any list of a window has; what is beyond would only keep the house busy. */
const MOST_ROWS = 200_000;
/** A list of which so many rows are wrong is another one than we think. */
const MOST_WRONG = 10_000;

/** Earlier than any payment we can be asked about: catches seconds given as milliseconds. */
const FIRST_PLAUSIBLE = Date.UTC(2010, 0, 1);

/**
 * Splits a plugin's rows into receipts and dropped rows. A wrong row never fails the others; the same payment
 * told twice is one receipt; one number told with two different contents is dropped the second time. Throws TypeError where
 * there are far too many.
 */
export function checkReceipts(
  platform: Pick<Platform, 'payTypes'>,
  rows: readonly unknown[],
  now: number,
): { receipts: CheckedReceipt[]; dropped: DroppedRow[] } {
  const Row = rowSchema(platform.payTypes);
  const receipts = new Map<string, CheckedReceipt>();
  const dropped: DroppedRow[] = [];
  if (rows.length > MOST_ROWS) throw new TypeError(`${rows.length} rows are too many`);
  for (const row of rows) {
    if (dropped.length >= MOST_WRONG) throw new TypeError(`more than ${MOST_WRONG} rows are wrong`);
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

/** What a plugin says that it dropped, as it may be counted and logged. Throws TypeError for what is no list. */
export function checkDropped(given: unknown): DroppedRow[] {
  if (given === undefined) return [];
  if (!Array.isArray(given)) throw new TypeError('dropped is no array');
  return given.slice(0, MOST_WRONG).map((one: Partial<DroppedRow> | null) => ({
    row: one?.row,
    problem: typeof one?.problem === 'string' ? one.problem.slice(0, MOST_PROBLEM) : '',
  }));
}

const MOST_PROBLEM = 500;

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
