import type { Fen } from '../../shared/money.ts';
import type { Call } from '../recording.ts';
import { columnsOf, timeColumnsOf } from './columns.ts';
import { nameOfRows, type Row, type RowList, rowListsOf } from './leaves.ts';
import { NAMES } from './names.ts';
import type { Option } from './point.ts';
import { why } from './point.ts';
import { readAmount } from './values.ts';
import { type Fit, fitOf } from './zone.ts';

/** The one payment that the owner knows. */
export interface KnownPayment {
  amountFen: Fen;
  /** UTC ms, as exactly as he knows it. */
  at: number;
}

/** A call whose answer lists payments. */
export interface ListCall {
  /** All calls of the recording that are this one, in order. */
  calls: Call[];
  /** The newest one that holds the known payment. */
  shown: Call;
  rows: RowList['rows'];
  /** Of `shown`. */
  list: Row[];
  /** Of every call, in order. */
  lists: Row[][];
  /** Where the known payment stands in `list`. */
  known: number;
  fit: Fit | null;
}

/** True where the text is the amount, in yuan or in fen. */
export function isAmount(text: string, amountFen: Fen): boolean {
  const read = readAmount(text);
  return read !== null && (read.yuanFen === amountFen || read.fen === amountFen);
}

/** Every call in whose answer the known payment stands in a list, scored by how much it is the list of payments. */
export function listCalls(calls: readonly Call[], known: KnownPayment): Option<ListCall>[] {
  const groups = new Map<string, { call: Call; list: RowList }[]>();
  for (const call of calls) {
    for (const list of rowListsOf(call)) {
      const key = `${call.method} ${call.url.origin}${call.url.pathname} ${nameOfRows(list.rows)}`;
      groups.set(key, [...(groups.get(key) ?? []), { call, list }]);
    }
  }
  return [...groups].flatMap(([id, members]) => {
    const holding = members
      .map(({ call, list }) => ({ call, list, place: placeOf(list.list, known) }))
      .filter(({ place }) => place !== null);
    const last = holding.at(-1);
    if (!last?.place) return [];
    const value: ListCall = {
      calls: members.map(({ call }) => call),
      ...{ shown: last.call, rows: last.list.rows, list: last.list.list },
      lists: members.map(({ list }) => list.list),
      ...{ known: last.place.row, fit: last.place.fit },
    };
    return [{ id, value, ...rate(value, last.place.amountPath) }];
  });
}

function rate(
  { calls, list, fit }: ListCall,
  amountPath: string,
): Pick<Option<ListCall>, 'score' | 'confidence' | 'why'> {
  const reasons = [why('holdsKnown')];
  let score = fit ? 40 : 0;
  if (fit && fit.zone !== '+08:00') score -= 10;
  if (calls.length > 1) {
    score += 15 * Math.min(calls.length - 1, 2);
    reasons.push(why('again', { count: calls.length }));
  }
  score += Math.min(list.length, 20);
  reasons.push(why('rows', { count: list.length }));
  if (NAMES.amount.test(amountPath)) score += 5;
  if (Object.keys(list[0] ?? {}).some((path) => NAMES.time.test(path))) score += 5;
  const confidence = fit && calls.length > 1 ? 'sure' : fit ? 'likely' : 'unsure';
  return { score, confidence, why: reasons };
}

/** The row that is the known payment: it has the amount, and of those its time fits best. */
function placeOf(
  rows: readonly Row[],
  known: KnownPayment,
): { row: number; fit: Fit | null; amountPath: string } | null {
  const with_ = rows.flatMap((row, place) => {
    const found = Object.entries(row).filter(([, text]) => isAmount(text, known.amountFen));
    const named = found.find(([path]) => NAMES.amount.test(path)) ?? found[0];
    return named ? [{ place, amountPath: named[0] }] : [];
  });
  if (with_.length === 0) return null;
  const times = timeColumnsOf(columnsOf(rows));
  const fits = with_.map(({ place, amountPath }) => ({
    row: place,
    amountPath,
    fit: bestFit(
      times.map(({ at, isLocal }) => {
        const moment = at[place] ?? null;
        return moment === null ? null : fitOf(moment, isLocal, known.at);
      }),
    ),
  }));
  const rank = ({ fit }: (typeof fits)[number]) =>
    fit === null
      ? Number.POSITIVE_INFINITY
      : fit.distanceMs + (fit.zone === '+08:00' ? 0 : Number.MAX_SAFE_INTEGER / 2);
  const [best] = fits.sort((one, other) => rank(one) - rank(other));
  // Where the rows have times, one of another moment is another payment of the same amount.
  return best && (best.fit !== null || times.length === 0) ? best : null;
}

export function bestFit(fits: (Fit | null)[]): Fit | null {
  const there = fits.filter((fit) => fit !== null);
  const inChina = there.filter(({ zone }) => zone === '+08:00');
  return (
    (inChina.length > 0 ? inChina : there).sort((one, other) => one.distanceMs - other.distanceMs)[0] ?? null
  );
}
