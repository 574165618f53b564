import type { Account } from '../../flow/accounts/index.ts';
import type { AskedOtherwise } from '../../flow/listening/index.ts';
import { type Descriptor, TIME_FORMS } from '../../plugin-host/index.ts';
import { HANDED, type IdentityChange, SETTING, shortened, shownFields } from '../../recorder/index.ts';
import { isTextKey, type TextKey, type Translate } from '../../shared/i18n/index.ts';
import { fen, formatGroupedFen } from '../../shared/money.ts';
import { payTypes } from '../../shared/pay-type.ts';
import { say } from '../../shared/saying.ts';
import type { FormValues, Trouble } from '../form-values.ts';

export interface CorrectField {
  name: string;
  label: string;
  hint: string;
  value: string;
  kind: 'text' | 'lines' | 'select';
  options: { value: string; text: string }[];
}

export interface CorrectPage {
  id: string;
  name: string;
  isUntried: boolean;
  groups: { title: string; lead: string; fields: CorrectField[] }[];
  accounts: { id: number; login: string; isChosen: boolean }[];
  /** What the try gave; null: none was made. */
  trial: {
    text: string;
    isGood: boolean;
    rows: { amount: string; at: number; payType: string; number: string }[];
    dropped: string;
  } | null;
  /** What makes other payments of those that are recorded. */
  changes: string[];
  /** Payments are recorded that would be others: it can be saved as a platform of its own only. */
  isOwnOnly: boolean;
  isProven: boolean;
  trouble: Trouble | null;
  asksPassword: boolean;
}

const LINES = ['pay_type_map', 'only'];
const GROUPS: readonly [name: 'payment' | 'list' | 'paging', fields: readonly string[]][] = [
  [
    'payment',
    [
      ...['rows', 'number', 'number_with', 'amount', 'amount_unit', 'amount_strip'],
      ...['time', 'time_with', 'time_form', 'time_zone', 'pay_type', 'pay_type_map', 'pay_type_only'],
      ...['terminal', 'reference', 'reference_prefix', 'only'],
    ],
  ],
  ['list', ['zone', 'overlap_s', 'max_s', 'ahead_s']],
  ['paging', ['pages_by', 'pages_first', 'pages_size', 'pages_max', 'pages_until', 'pages_next']],
];

/** What is saved, or was typed, field by field, and what a try gave. */
export function correctPage(
  saved: Descriptor,
  {
    t,
    values,
    accounts,
    outcome,
    changes,
    hasPayments,
    isProven,
  }: {
    t: Translate;
    values: FormValues;
    accounts: readonly Account[];
    outcome: AskedOtherwise | null;
    changes: readonly IdentityChange[];
    hasPayments: boolean;
    isProven: boolean;
  },
): Omit<CorrectPage, 'trouble' | 'asksPassword'> {
  const shown = { ...shownFields(saved, t.lang), ...values };
  const field = (name: string): CorrectField => {
    const hint = `recorder.correct.hint.${name}`;
    return {
      ...{ name, label: t(`recorder.correct.${name}` as TextKey), hint: isTextKey(hint) ? t(hint) : '' },
      value: shown[name] ?? '',
      kind: LINES.includes(name) ? 'lines' : optionsOf(name, t).length > 0 ? 'select' : 'text',
      options: optionsOf(name, t),
    };
  };
  const own = Object.keys(shown).filter((name) => name.startsWith(SETTING) || name.startsWith(HANDED));
  const secret = (name: string): CorrectField => ({
    ...{ name, hint: '', kind: 'text', options: [], value: shown[name] ?? '' },
    label: t('recorder.correct.nameOf', { key: name.slice(name.indexOf('_') + 1) }),
  });
  return {
    ...{ id: saved.id, name: saved.name[t.lang], isUntried: saved.untried === true, isProven },
    groups: [
      ...GROUPS.map(([name, fields]) => ({
        title: t(`recorder.correct.group.${name}`),
        lead: t(`recorder.correct.groupLead.${name}`),
        fields: fields.map(field),
      })),
      ...(own.length > 0
        ? [
            {
              title: t('recorder.correct.group.names'),
              lead: t('recorder.correct.groupLead.names'),
              fields: own.map(secret),
            },
          ]
        : []),
    ],
    accounts: accounts.map(({ id, login }, at) => ({
      ...{ id, login },
      isChosen: values.account === undefined ? at === 0 : values.account === String(id),
    })),
    trial: outcome && trialOf(outcome, t),
    changes: changes.map(({ part, before, after }) =>
      t('recorder.again.change', {
        part: t(`recorder.point.${part}`),
        before: before || t('recorder.none'),
        after: after || t('recorder.none'),
      }),
    ),
    isOwnOnly: hasPayments && changes.length > 0,
  };
}

function trialOf({ receipts, dropped, problem }: AskedOtherwise, t: Translate): CorrectPage['trial'] {
  const count = receipts.length;
  const text = problem
    ? say(t.lang, problem)
    : t(count > 0 ? 'recorder.correct.read' : 'recorder.correct.readNothing', { count });
  return {
    ...{ text, isGood: problem === null && count > 0 },
    rows: receipts.slice(0, 5).map((one) => ({
      amount: formatGroupedFen(fen(one.amountFen)),
      at: one.paidAt,
      payType: one.payType === null ? '' : t(`console.payType.${one.payType}`),
      number: shortened(one.externalId, new Set()),
    })),
    dropped:
      dropped.count === 0
        ? ''
        : t('recorder.try.dropped', { count: dropped.count, problems: dropped.problems.join('; ') }),
  };
}

/** None: it is typed. */
function optionsOf(name: string, t: Translate): { value: string; text: string }[] {
  switch (name) {
    case 'amount_unit':
      return ['yuan', 'fen'].map((value) => ({ value, text: t(`recorder.correct.unit.${value as 'fen'}`) }));
    case 'time_form':
      // One of them has words, which an English page shows as what they are.
      return TIME_FORMS.map((value) => ({ value, text: /^[ -~]*$/.test(value) ? value : `“${value}”` }));
    case 'pay_type_only':
      return payTypes.map((value) => ({ value, text: t(`console.payType.${value}`) }));
    case 'pages_by':
      return ['page', 'offset', 'cursor', 'none'].map((value) => ({
        ...{ value, text: t(`recorder.correct.by.${value as 'page'}`) },
      }));
    default:
      return [];
  }
}
