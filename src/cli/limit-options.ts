import { checkLimits, type Limits, type limitFields } from '../flow/code-limits/index.ts';
import { refuseOptions } from '../shared/refuse-fields.ts';
import type { Options } from './options.ts';

/** The limits of a code or an account, as options. */
export const limitOptions = [
  ...(['day-count', 'day-money', 'min-amount', 'max-amount', 'hours', 'cool-after'] as const),
] as const;

type LimitOption = (typeof limitOptions)[number];
type Field = (typeof limitFields)[number];

/** Undefined where none is given. Refusal that names each wrong option. `hours`: "22:00-02:00". */
export function readLimitOptions(options: Options<LimitOption>): Limits | undefined {
  if (limitOptions.every((name) => options[name] === undefined)) return undefined;
  const hours = options.hours ?? '';
  const [from = '', to = ''] = hours.split('-');
  const { limits, problems } = checkLimits({
    day_count: options['day-count'] ?? '',
    day_money: options['day-money'] ?? '',
    min_amount: options['min-amount'] ?? '',
    max_amount: options['max-amount'] ?? '',
    hours_from: from,
    hours_to: to,
    cool_after: options['cool-after'] ?? '',
  });
  if (problems.length > 0)
    throw refuseOptions(problems.map(({ field, problem }) => ({ field: optionOf(field as Field), problem })));
  return limits;
}

function optionOf(field: Field): LimitOption {
  if (field === 'hours_from' || field === 'hours_to') return 'hours';
  return field.replace('_', '-') as LimitOption;
}
