import type { PayType } from '../../shared/pay-type.ts';
import { type Column, columnsOf } from './columns.ts';
import type { ListCall } from './list-call.ts';
import { NAMES, VALUES } from './names.ts';
import type { Option } from './point.ts';
import { why } from './point.ts';

/** A field with few values, and those it was seen with, the known row's first. */
export interface LabelField {
  path: string;
  values: string[];
}

const FEW = 12;

/** Fields of few values over all fetches: the known row has one of them. */
function labelColumns({ list, lists, known }: ListCall): (Column & { own: string; values: string[] })[] {
  const all = columnsOf([...list, ...lists.filter((one) => one !== list).flat()]);
  return all.flatMap((column) => {
    const own = column.texts[known] ?? '';
    const values = [own, ...new Set(column.texts.filter((text) => text !== '' && text !== own))];
    const short = values.every((text) => text.length <= 40);
    return own !== '' && short && column.distinct <= FEW ? [{ ...column, own, values }] : [];
  });
}

/** A field that somebody names; null where the known row lacks it. */
export function labelOption(call: ListCall, path: string): Option<LabelField> | null {
  const column = labelColumns(call).find((one) => one.path === path);
  if (!column) return null;
  const { values } = column;
  const reasons = [why('fewValues', { count: values.length })];
  return { id: path, value: { path, values }, score: 20, confidence: 'unsure', why: reasons };
}

/** Fields that say whether a payment is one: the known one was paid, so its value is the paid one. */
export function statusOptions(call: ListCall): Option<LabelField>[] {
  return labelColumns(call).flatMap(({ path, values, own, distinct }) => {
    const isNamed = NAMES.status.test(path);
    const saysPaid = VALUES.paid.test(own);
    if ((!isNamed && !saysPaid) || NAMES.payType.test(path)) return [];
    // Where no field has a name, the word must do.
    const isUnnamed = /^\[\d+\]$/.test(path);
    const score =
      (isNamed ? 30 : 0) +
      (saysPaid ? (isUnnamed ? 40 : 25) : 0) +
      (distinct > 1 ? 15 : 0) -
      (distinct > 5 ? 20 : 0);
    const reasons = [
      why('knownHas', { value: own }),
      ...(isNamed ? [why('named', { name: path })] : []),
      ...(saysPaid ? [why('saysPaid')] : []),
    ];
    const confidence = score >= 45 ? 'sure' : score >= 30 ? 'likely' : 'unsure';
    return [{ id: path, value: { path, values }, score, confidence, why: reasons }];
  });
}

/** Fields that tell a payment from a refund or a withdrawal. */
export function kindOptions(call: ListCall): Option<LabelField>[] {
  return labelColumns(call)
    .filter(({ path, distinct }) => NAMES.kind.test(path) && !NAMES.payType.test(path) && distinct <= 8)
    .filter(({ values }) => !looksLikePayType(values))
    .map(({ path, values, own, distinct }) => ({
      id: path,
      value: { path, values },
      score: 25 + (distinct > 1 ? 15 : 0),
      confidence: distinct > 1 ? 'likely' : 'unsure',
      why: [why('knownHas', { value: own }), why('named', { name: path })],
    }));
}

/** Fields that say how a buyer paid. */
export function payTypeOptions(call: ListCall): Option<LabelField>[] {
  return labelColumns(call).flatMap(({ path, values, distinct, filled }) => {
    const isNamed = NAMES.payType.test(path);
    const says = looksLikePayType(values);
    if (!isNamed && !says) return [];
    if (distinct === filled && filled > 3) return [];
    const score = (isNamed ? 25 : 0) + (says ? 30 : 0) + (distinct > 1 ? 10 : 0);
    const reasons = [
      why('fewValues', { count: values.length }),
      ...(isNamed ? [why('named', { name: path })] : []),
    ];
    const confidence = says && isNamed ? 'sure' : score >= 30 ? 'likely' : 'unsure';
    return [{ id: path, value: { path, values }, score, confidence, why: reasons }];
  });
}

/** Fields that name the code, the till or the shop that was paid. */
export function terminalOptions(call: ListCall, taken: readonly string[]): Option<LabelField>[] {
  return labelColumns(call)
    .filter(({ path }) => !taken.includes(path) && NAMES.terminal.test(path))
    .filter(({ path }) => !NAMES.status.test(path) && !NAMES.otherThanTerminal.test(path))
    .map(({ path, values, distinct }) => ({
      id: path,
      value: { path, values },
      score: 20 + (NAMES.terminalSure.test(path) ? 15 : 0) + (distinct > 1 ? 10 : 0),
      confidence: distinct > 1 ? 'likely' : 'unsure',
      why: [why('fewValues', { count: values.length }), why('named', { name: path })],
    }));
}

/** Fields into which a payer, or the shop, writes. */
export function referenceOptions({ list }: ListCall, taken: readonly string[]): Option<{ path: string }>[] {
  return columnsOf(list)
    .filter(({ path }) => !taken.includes(path) && NAMES.reference.test(path))
    .map(({ path, distinct }) => ({
      id: path,
      value: { path },
      score: 20 + (NAMES.referenceSure.test(path) ? 15 : 0) + (distinct > 1 ? 5 : 0),
      confidence: 'likely',
      why: [why('named', { name: path })],
    }));
}

function looksLikePayType(values: readonly string[]): boolean {
  const known = values.filter((value) => payTypeOf(value) !== null).length;
  return known > 0 && known >= values.length / 2;
}

/** What a value most likely means; null where it says nothing: the owner says it. */
export function payTypeOf(value: string): PayType | null {
  if (VALUES.wechat.test(value)) return 'wxpay';
  if (VALUES.alipay.test(value)) return 'alipay';
  return VALUES.unionpay.test(value) ? 'unionpay' : null;
}
