import type { PayType } from '../shared/pay-type.ts';
import type { Draft } from './drafts.ts';
import { payTypeOf } from './find/labels.ts';

/**
 * What a value of the pay type's field means: what the owner said, else what is publicly known, else what the word says
 * by itself. '': it is left out.
 */
export function meaningOf(
  { payTypes: said, template }: Pick<Draft, 'payTypes' | 'template'>,
  value: string,
): PayType | '' {
  if (Object.hasOwn(said, value)) return said[value] ?? '';
  const known = template?.known.list?.map?.payType;
  const map = known && 'map' in known ? known.map : {};
  return (Object.hasOwn(map, value) ? map[value] : payTypeOf(value)) ?? '';
}
