import type { Descriptor } from '../../plugin-host/index.ts';
import { listLines, mapLines, pathsText } from './field-texts.ts';

/** What can be corrected of a saved platform, by the names of its form; all texts. */
export type Corrections = Readonly<Record<string, string>>;

/** As which a label or a hand-over's name stands in the form. */
export const SETTING = 'setting_';
export const HANDED = 'handed_';

/** What is saved, as the form shows it. `lang`: of the names, which are written in both. */
export function shownFields(descriptor: Descriptor, lang: 'zh' | 'en'): Record<string, string> {
  const { list, settings, login } = descriptor;
  const { map, window, pages, rows } = list;
  const { externalId, amount, paidAt, payType, terminal, reference } = map;
  return {
    rows: 'json' in rows ? rows.json : rows.table,
    number: pathsText(externalId),
    number_with: 'with' in externalId ? externalId.with : '',
    amount: amount.path,
    amount_unit: amount.unit,
    amount_strip: amount.strip ?? '',
    time: pathsText(paidAt),
    time_with: 'with' in paidAt ? paidAt.with : '',
    time_form: paidAt.as,
    time_zone: paidAt.zone ?? '',
    pay_type: 'path' in payType ? payType.path : '',
    pay_type_map: 'map' in payType ? mapLines(payType.map) : '',
    pay_type_only: 'value' in payType ? payType.value : '',
    terminal: terminal?.path ?? '',
    reference: reference?.path ?? '',
    reference_prefix: reference?.dropPrefix ?? '',
    only: listLines(list.only ?? []),
    zone: window.zone,
    overlap_s: text(window.overlapS),
    max_s: text(window.maxS),
    ahead_s: text(window.aheadS),
    pages_by: pages.by,
    pages_first: 'first' in pages ? text(pages.first) : '',
    pages_size: text(pages.size),
    pages_max: 'max' in pages ? text(pages.max) : '',
    pages_until: 'until' in pages ? untilText(pages.until) : '',
    pages_next: 'next' in pages ? pages.next : '',
    ...Object.fromEntries(settings.map(({ key, label }) => [SETTING + key, label[lang]])),
    ...Object.fromEntries(
      (login.handOver ?? []).flatMap((one) => ('key' in one ? [[HANDED + one.key, one.label[lang]]] : [])),
    ),
  };
}

function text(value: number | string | undefined): string {
  return value === undefined ? '' : String(value);
}

function untilText(until: 'short' | 'empty' | { total: string } | undefined): string {
  return typeof until === 'object' ? until.total : (until ?? '');
}
