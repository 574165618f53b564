import type { Fen } from '../../shared/money.ts';
import { type Column, columnsOf, type TimeColumn, timeColumnsOf } from './columns.ts';
import type { Row } from './leaves.ts';
import type { KnownPayment, ListCall } from './list-call.ts';
import { NAMES } from './names.ts';
import type { Option, Why } from './point.ts';
import { why } from './point.ts';
import { readAmount } from './values.ts';
import { CHINA, fitOf } from './zone.ts';

export interface AmountField {
  path: string;
  unit: 'fen' | 'yuan';
  strip: string;
}

/** Fields that hold the known amount, read the one way or the other; the one before discounts first. */
export function amountOptions(call: ListCall, { amountFen }: KnownPayment): Option<AmountField>[] {
  return columnsOf(call.list).flatMap((column) => {
    const text = column.texts[call.known] ?? '';
    const own = readAmount(text);
    if (!own) return [];
    const units = [
      ...(own.yuanFen === amountFen ? (['yuan'] as const) : []),
      ...(own.fen === amountFen ? (['fen'] as const) : []),
    ];
    return units.map((unit) => amountOption(column, unit));
  });
}

function amountOption({ path, texts, filled }: Column, unit: AmountField['unit']): Option<AmountField> {
  const read = texts.map(readAmount);
  const readable = read.filter((one) => one !== null);
  const withDecimals = readable.filter(({ decimals }) => decimals > 0).length;
  const reasons: Why[] = [why('holdsKnown')];
  let score = 20;
  if (readable.length === filled) {
    score += 15;
    reasons.push(why('allRead', { count: readable.length }));
  } else score -= 20;
  if (unit === 'yuan') score += withDecimals > 0 ? 15 : 0;
  else score += withDecimals > 0 ? -60 : 10;
  if (NAMES.amount.test(path)) {
    score += 20;
    reasons.push(why('named', { name: path }));
  }
  if (NAMES.amountFirst.test(path)) score += 3;
  if (NAMES.amountLast.test(path)) score -= 6;
  else reasons.push(why('beforeDiscount'));
  const strip = [...new Set(readable.flatMap((one) => [...one.strip]))].filter((one) => one !== ' ').join('');
  const confidence = score >= 60 ? 'sure' : score >= 40 ? 'likely' : 'unsure';
  return { id: `${path}|${unit}`, value: { path, unit, strip }, score, confidence, why: reasons };
}

export interface TimeField {
  paths: string[];
  form: string;
  zone: string;
  hasSeconds: boolean;
}

/** Fields, or a day beside a time of day, that say when the known payment was made. */
export function timeOptions(call: ListCall, known: KnownPayment): Option<TimeField>[] {
  return timeColumnsOf(columnsOf(call.list)).flatMap((column) => {
    const at = column.at[call.known] ?? null;
    const fit = at === null ? null : fitOf(at, column.isLocal, known.at);
    if (!fit) return [];
    return [timeOption(column, { ...fit, rows: call.list.length })];
  });
}

function timeOption(
  column: TimeColumn,
  fit: { distanceMs: number; zone: string; rows: number },
): Option<TimeField> {
  const { paths, form } = column;
  const name = paths.join(' + ');
  const reasons: Why[] = [why('nearest', { seconds: Math.round(fit.distanceMs / 1_000) })];
  let score = 40 - Math.min(20, fit.distanceMs / 60_000);
  if (column.hasSeconds) score += 10;
  else reasons.push(why('noSeconds'));
  if (column.readable === fit.rows) {
    score += 10;
    reasons.push(why('allRead', { count: column.readable }));
  }
  if (NAMES.time.test(name)) score += 5;
  if (NAMES.timePaid.test(name)) score += 6;
  if (paths.length > 1) reasons.push(why('pair'));
  if (column.isLocal && fit.zone !== CHINA) {
    score -= 20;
    reasons.push(why('zoneByKnown', { zone: fit.zone }));
  }
  const confidence = score >= 55 ? 'sure' : score >= 40 ? 'likely' : 'unsure';
  const value = { paths, form, zone: column.isLocal ? fit.zone : CHINA, hasSeconds: column.hasSeconds };
  return { id: name, value, score, confidence, why: reasons };
}

/** One field, or several joined, by which the same payment is known every time. */
export type NumberField = { path: string } | { join: string[] };

/** Fields that tell every payment from every other, the same in each fetch. */
export function numberOptions(
  call: ListCall,
  known: KnownPayment,
  others: { amount: AmountField | null; time: TimeField | null },
): Option<NumberField>[] {
  const columns = columnsOf(call.list);
  const taken = new Set([
    ...(others.amount ? [others.amount.path] : []),
    ...(others.time && others.time.paths.length === 1 ? others.time.paths : []),
  ]);
  const stable = stablePaths(call, known.amountFen, others);
  const single = columns
    .filter(({ path }) => !taken.has(path))
    .filter((column) => column.filled === call.list.length && column.distinct === column.filled)
    .filter((column) => column.texts.every((text) => /^[\w.:/-]{4,80}$/.test(text)))
    .filter(({ texts }) => !isCounting(texts) && !texts.every((text) => readsAsAmount(text)))
    .filter(({ path }) => stable === null || stable.has(path));
  const times = new Set(timeColumnsOf(columns).flatMap(({ paths, at }) => (at.length > 0 ? paths : [])));
  const options = single
    .filter(({ path }) => !times.has(path))
    .map((column) => numberOption(column, { rows: call.list.length, isStable: stable !== null }));
  if (options.some(({ score }) => score >= 30)) return options;
  return [...options, ...joinedNumbers(columns, call, stable)];
}

function numberOption(
  { path, texts }: Column,
  { rows, isStable }: { rows: number; isStable: boolean },
): Option<NumberField> {
  const length = Math.min(...texts.map((text) => text.length));
  const reasons: Why[] = [rows > 1 ? why('unique', { count: rows }) : why('onlyOneRow')];
  let score = 10 + Math.min(24, length);
  if (rows === 1) score -= 8;
  if (isStable) {
    score += 12;
    reasons.push(why('sameInBoth'));
  } else reasons.push(why('notRepeated'));
  if (NAMES.number.test(path)) {
    score += 12;
    reasons.push(why('named', { name: path }));
  }
  if (/^(?:id|key|index|row)$/i.test(path) && length < 6) score -= 15;
  if (texts.every((text) => (text.match(/\d/g)?.length ?? 0) < 3)) score -= 25;
  const confidence = isStable && score >= 45 ? 'sure' : score >= 35 ? 'likely' : 'unsure';
  return { id: path, value: { path }, score, confidence, why: reasons };
}

/** A day with a serial number, where no field is enough alone. */
function joinedNumbers(
  columns: readonly Column[],
  call: ListCall,
  stable: ReadonlySet<string> | null,
): Option<NumberField>[] {
  const times = timeColumnsOf(columns).filter(({ hasSeconds, paths }) => hasSeconds || paths.length === 1);
  const serials = columns.filter(
    ({ path, filled, texts }) =>
      filled === call.list.length &&
      NAMES.number.test(path) &&
      (stable === null || stable.has(path)) &&
      texts.every((text) => /^\w{2,40}$/.test(text)),
  );
  const days = [...new Map(times.flatMap(({ paths }) => [[paths[0] ?? '', true] as const])).keys()];
  return days.flatMap((day) =>
    serials
      .filter(({ path }) => path !== day)
      .flatMap(({ path }): Option<NumberField>[] => {
        const joined = call.list.map((row) => `${row[day] ?? ''}-${row[path] ?? ''}`);
        if (new Set(joined).size !== joined.length || joined.length < 2) return [];
        const reasons = [why('pair'), why('unique', { count: joined.length })];
        const value = { join: [day, path] };
        return [{ id: `${day} + ${path}`, value, score: 28, confidence: 'unsure', why: reasons }];
      }),
  );
}

/**
 * Fields in which the known payment reads the same in two fetches; null where it was fetched only once.
 */
function stablePaths(
  call: ListCall,
  amountFen: Fen,
  { amount, time }: { amount: AmountField | null; time: TimeField | null },
): ReadonlySet<string> | null {
  const known = call.list[call.known];
  if (!known || !time) return null;
  const isSame = (row: Row) =>
    time.paths.every((path) => row[path] === known[path]) &&
    (amount === null ||
      readAmount(row[amount.path] ?? '')?.[amount.unit === 'fen' ? 'fen' : 'yuanFen'] === amountFen);
  const others = call.lists
    .filter((list) => list !== call.list)
    .flatMap((list) => list.filter(isSame).slice(0, 1));
  const again = others.length > 0 ? others : sharedRow(call);
  if (again === null || again.length === 0) return null;
  const [first] = again;
  const before = others.length > 0 ? known : again[1];
  if (!first || !before) return null;
  return new Set(Object.keys(before).filter((path) => before[path] === first[path]));
}

/** Another payment that two fetches hold, where the known one came after the first: most of its texts are the same. */
function sharedRow({ list, lists }: ListCall): Row[] | null {
  const earlier = lists.filter((one) => one !== list).at(-1);
  if (!earlier) return null;
  for (const row of list) {
    const texts = Object.values(row);
    for (const other of earlier) {
      const same = Object.keys(row).filter((path) => row[path] === other[path]);
      const long = same.some((path) => (row[path] ?? '').length >= 8);
      if (long && same.length >= texts.length * 0.7) return [other, row];
    }
  }
  return null;
}

function readsAsAmount(text: string): boolean {
  return /^\d{1,7}\.\d{2}$/.test(text);
}

/** 1, 2, 3 …: the place of the row, which another payment has in the next fetch. */
function isCounting(texts: readonly string[]): boolean {
  if (texts.length < 3) return texts.every((text) => /^\d{1,3}$/.test(text));
  const numbers = texts.map(Number);
  return (
    numbers.every((one, at) => at === 0 || Math.abs(one - (numbers[at - 1] ?? 0)) === 1) &&
    numbers.every((one) => one < 10_000)
  );
}
