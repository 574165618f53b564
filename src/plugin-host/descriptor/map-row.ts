import { type PlatformReceipt, parseMoney } from '../../plugin-api/index.ts';
import { leafText, valueAt } from './paths.ts';
import type { RowCondition, RowMap } from './schema-list.ts';
import { type Filling, fill } from './template.ts';
import { grainOf, readTime } from './times.ts';

type Row = Readonly<Record<string, unknown>>;

/** What reads the rows of one answer, in turn: docs/reference/descriptors.md, 4.5. */
export interface RowReader {
  /** The number of a row as it is, to tell rows apart; null where it can't be read. */
  numberOf(row: unknown): string | null;
  /** When it was paid, whatever else it is; null where that can't be read. */
  timeOf(row: unknown): number | null;
  /** A payment; null for a row that is another's or no payment; else what is wrong with it, in plain words. */
  read(row: Row): PlatformReceipt | string | null;
}

const MAX_SHOWN = 40;
const FEN = /^\d{1,12}$/;
const YUAN = /^\d{1,10}(?:\.\d{1,2})?$/;
const GRAIN_MINUTE = 60_000;

export function createRowReader(
  map: RowMap,
  { only, filling, zone }: { only: readonly RowCondition[]; filling: Filling; zone: string },
): RowReader {
  const wanted = only.map((condition) =>
    'in' in condition
      ? { path: condition.path, in: condition.in.map((source) => fill(source, filling)) }
      : condition,
  );
  const seen = new Map<string, string>();
  const numberOf = (row: unknown) => joined(row, map.externalId)?.trim() || null;
  return {
    numberOf,
    timeOf: (row) => timeOf(row, map.paidAt, zone),
    read(row) {
      for (const condition of wanted) {
        const value = valueAt(row, condition.path);
        const isThere = value !== undefined && value !== null;
        if ('present' in condition) {
          if (isThere !== condition.present) return null;
          continue;
        }
        const text = leafText(value);
        // Not another value but none: who renames the field must not make all payments vanish.
        if (text === null) return `${condition.path}: is missing`;
        if (!condition.in.includes(text)) return null;
      }
      const receipt = readReceipt(row, map, zone, numberOf(row));
      if (typeof receipt === 'string') return receipt;
      const content = JSON.stringify({ ...receipt, raw: null });
      const before = seen.get(receipt.externalId);
      if (before !== undefined && before !== content)
        return `${receipt.externalId.slice(0, MAX_SHOWN)}: is the number of two different payments`;
      seen.set(receipt.externalId, content);
      return receipt;
    },
  };
}

function readReceipt(row: Row, map: RowMap, zone: string, number: string | null): PlatformReceipt | string {
  if (number === null) return 'its number is missing';
  if (number.length > 100) return 'its number is too long';
  const amountFen = fenOf(row, map.amount);
  if (amountFen === null) return `${map.amount.path}: ${shown(valueAt(row, map.amount.path))} is no amount`;
  const { as } = map.paidAt;
  const paidAt = timeOf(row, map.paidAt, zone);
  if (paidAt === null) return `its time ${shown(joined(row, map.paidAt))} is not written as ${as}`;
  const payType = payTypeOf(row, map.payType);
  if (typeof payType !== 'object') return payType;
  const terminal = map.terminal ? leafText(valueAt(row, map.terminal.path))?.trim() || null : null;
  const isByMinute = (grainOf(as) ?? 0) >= GRAIN_MINUTE;
  return {
    externalId: number,
    payType: payType.payType,
    amountFen,
    terminal,
    // Told to the minute: it may have been any moment of it.
    paidAt: isByMinute ? paidAt + GRAIN_MINUTE - 1 : paidAt,
    ...(isByMinute && { paidFrom: paidAt }),
    reference: referenceOf(row, map.reference),
    raw: row,
  };
}

function timeOf(row: unknown, from: RowMap['paidAt'], zone: string): number | null {
  const time = joined(row, from);
  return time === null ? null : readTime(time.trim(), from.as, from.zone ?? zone);
}

/** Exact: read from text, never multiplied. Null for zero, three decimals and whatever is no amount. */
function fenOf(row: Row, { path, unit, strip = '' }: RowMap['amount']): number | null {
  const written = leafText(valueAt(row, path));
  if (written === null) return null;
  const text = [...written.trim()]
    .filter((character) => !strip.includes(character))
    .join('')
    .trim();
  if (unit === 'yuan') return YUAN.test(text) ? parseMoney(text) : null;
  return FEN.test(text) && Number(text) > 0 ? Number(text) : null;
}

function payTypeOf(row: Row, payType: RowMap['payType']): { payType: PlatformReceipt['payType'] } | string {
  if ('value' in payType) return { payType: payType.value };
  const told = valueAt(row, payType.path);
  const text = leafText(told);
  const known = text !== null && Object.hasOwn(payType.map, text) ? payType.map[text] : undefined;
  return known === undefined ? `${payType.path}: ${shown(told)} is unknown` : { payType: known };
}

function referenceOf(row: Row, reference: RowMap['reference']): string | null {
  if (!reference) return null;
  const text = leafText(valueAt(row, reference.path))?.trim() ?? '';
  const { dropPrefix = '' } = reference;
  const bare = text.startsWith(dropPrefix) ? text.slice(dropPrefix.length).trim() : text;
  // Longer than any number of ours: a person's words, and no reason to lose the payment.
  return bare.slice(0, 200) || null;
}

/** Null where a part is missing or empty: half a number is the number of something else. */
function joined(row: unknown, from: { path: string } | { join: string[]; with: string }): string | null {
  if ('path' in from) return leafText(valueAt(row, from.path));
  const parts = from.join.map((path) => leafText(valueAt(row, path))?.trim() ?? '');
  return parts.every((part) => part !== '') ? parts.join(from.with) : null;
}

function shown(value: unknown): string {
  const text = leafText(value);
  return text === null ? 'nothing' : text.slice(0, MAX_SHOWN);
}
