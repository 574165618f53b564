import { type Descriptor, type DescriptorProblem, parseDescriptor } from '../../plugin-host/index.ts';
import { refuse } from '../../shared/errors.ts';
import { isPayType, type PayType } from '../../shared/pay-type.ts';
import { type Saying, saying } from '../../shared/saying.ts';
import { readMap, readOnly, readPaths } from './field-texts.ts';
import { type Corrections, HANDED, SETTING, shownFields } from './shown-fields.ts';

/** Where in a descriptor a field stands; what begins with the longest of these is that field's. */
const PLACES: Readonly<Record<string, string>> = {
  'list.rows': 'rows',
  'list.map.externalId': 'number',
  'list.map.amount': 'amount',
  'list.map.amount.unit': 'amount_unit',
  'list.map.amount.strip': 'amount_strip',
  'list.map.paidAt': 'time',
  'list.map.paidAt.as': 'time_form',
  'list.map.paidAt.zone': 'time_zone',
  'list.map.payType': 'pay_type_map',
  'list.map.payType.path': 'pay_type',
  'list.map.payType.value': 'pay_type_only',
  'list.map.terminal': 'terminal',
  'list.map.reference': 'reference',
  'list.map.reference.dropPrefix': 'reference_prefix',
  'list.only': 'only',
  'list.window.zone': 'zone',
  'list.window.overlapS': 'overlap_s',
  'list.window.maxS': 'max_s',
  'list.window.aheadS': 'ahead_s',
  'list.pages': 'pages_by',
  'list.pages.first': 'pages_first',
  'list.pages.size': 'pages_size',
  'list.pages.max': 'pages_max',
  'list.pages.until': 'pages_until',
  'list.pages.next': 'pages_next',
};

/**
 * The saved descriptor with what was corrected; what has no field stays as it is. Throws Refusal 'recording_unfit' that names
 * each wrong field.
 */
export function corrected(
  saved: Descriptor,
  values: Corrections,
  { lang, allowPrivate }: { lang: 'zh' | 'en'; allowPrivate: boolean },
): Descriptor {
  const given = { ...shownFields(saved, lang), ...values };
  const value = (name: string) => (given[name] ?? '').trim();
  const { list, login } = saved;
  const { untried: _, ...rest } = saved;
  const map = mapOf(value, given, list.map);
  const content = {
    ...rest,
    payTypes: payTypesOf(map.payType, saved.payTypes),
    settings: saved.settings.map((one) => ({ ...one, label: named(one.label, SETTING + one.key) })),
    login: {
      ...login,
      ...(login.handOver && {
        handOver: login.handOver.map((one) =>
          'key' in one ? { ...one, label: named(one.label, HANDED + one.key) } : one,
        ),
      }),
    },
    list: {
      ...list,
      rows: 'json' in list.rows ? { json: value('rows') } : { ...list.rows, table: value('rows') },
      ...onlyOf(readOnly(given.only ?? '', list.only ?? [])),
      window: {
        zone: value('zone'),
        ...optional('overlapS', number(value('overlap_s'))),
        ...optional('maxS', number(value('max_s'))),
        ...optional('aheadS', number(value('ahead_s'))),
      },
      pages: pagesOf(value),
      map,
    },
  };
  const parsed = parseDescriptor(JSON.stringify(content), { allowPrivate });
  if (parsed.ok) return parsed.descriptor;
  throw unfit(parsed.problems);

  /** In the language in which it was typed; in both where both are the same word. */
  function named(before: { zh: string; en: string }, name: string): { zh: string; en: string } {
    const typed = value(name);
    return before.zh === before.en ? { zh: typed, en: typed } : { ...before, [lang]: typed };
  }
}

/** Those that its rows can have: what is none of ours is refused where it stands. */
function payTypesOf(
  payType: { map: Record<string, string> } | { value: string },
  before: readonly PayType[],
) {
  const told = 'map' in payType ? Object.values(payType.map) : [payType.value];
  const known = [...new Set(told.filter(isPayType))];
  return known.length > 0 ? known : before;
}

function mapOf(value: (name: string) => string, given: Corrections, before: Descriptor['list']['map']) {
  const isTold = value('pay_type') !== '';
  return {
    externalId: readPaths(value('number'), given.number_with ?? ''),
    amount: {
      ...{ path: value('amount'), unit: value('amount_unit') },
      ...optional('strip', given.amount_strip || before.amount.strip?.slice(0, 0)),
    },
    paidAt: {
      ...readPaths(value('time'), given.time_with ?? ''),
      as: value('time_form'),
      ...optional('zone', value('time_zone') || undefined),
    },
    payType: isTold
      ? { path: value('pay_type'), map: readMap(given.pay_type_map ?? '') }
      : { value: value('pay_type_only') },
    ...(value('terminal') && { terminal: { path: value('terminal') } }),
    ...(value('reference') && {
      reference: {
        path: value('reference'),
        ...optional('dropPrefix', given.reference_prefix || before.reference?.dropPrefix?.slice(0, 0)),
      },
    }),
  };
}

function pagesOf(value: (name: string) => string): object {
  const by = value('pages_by');
  const size = optional('size', number(value('pages_size')));
  if (by === 'none') return { by, ...size };
  const [first, until] = [value('pages_first'), value('pages_until')];
  return {
    by,
    ...(by === 'cursor' ? optional('first', first || undefined) : { first: number(first) }),
    ...size,
    max: number(value('pages_max')),
    ...optional(
      'until',
      until === 'short' || until === 'empty' ? until : until ? { total: until } : undefined,
    ),
    ...(by === 'cursor' && { next: value('pages_next') }),
  };
}

function onlyOf(only: unknown[]): object {
  return only.length > 0 ? { only } : { only: undefined };
}

function optional(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

/** What is no whole number stays a text, which is refused as what it is. */
function number(text: string): number | string | undefined {
  if (text === '') return undefined;
  return /^\d{1,9}$/.test(text) ? Number(text) : text;
}

function unfit(problems: readonly DescriptorProblem[]) {
  const fields = problems.flatMap(({ at, what }) => {
    const field = fieldAt(at);
    return field === null ? [] : [{ field, problem: what }];
  });
  const [first] = problems;
  const problem: Saying = saying('recorder.unfit.shape', { at: first?.at ?? '', what: first?.what ?? '' });
  return refuse('recording_unfit', { problem }, fields.length === problems.length ? { fields } : {});
}

function fieldAt(at: string): string | null {
  const own = /^(settings|login\.handOver)\[(\d+)\]/.exec(at);
  if (own) return null;
  const places = Object.keys(PLACES).filter((place) => at === place || at.startsWith(place));
  const longest = places.sort((one, other) => other.length - one.length)[0];
  return longest === undefined ? null : (PLACES[longest] ?? null);
}
