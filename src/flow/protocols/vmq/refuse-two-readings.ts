import { refuse } from '../../../shared/errors.ts';
import { saying } from '../../../shared/saying.ts';
import type { VmqParams } from '../../../shared/vmq-sign.ts';
import { payTypeOfVmq } from '../../../shared/vmq-type.ts';
import { parseShopPrice } from './shop-price.ts';

/** What digits and points alone can be: the end of `param`, `type` and the beginning of `price` look alike. */
const NUMERIC = /^[\d.]*$/;

/**
 * V免签 signs `param`, `type` and `price` one behind the other, so that a buyer may move digits of the price into
 * `param` and pay less. Of all readings of one text only the one with the shortest `param` is taken, whichever comes
 * first. Refusal 'bad_input' for any other: where `param` is numeric, or `always` (for shops that don't compare the
 * price themselves) whatever it is.
 */
export function refuseTwoReadings({ param = '', type = '', price = '' }: VmqParams, always: boolean): void {
  if (param === '' || !(always || NUMERIC.test(param))) return;
  const text = param + type + price;
  for (let end = 0; end < param.length; end++) {
    if (!payTypeOfVmq(text.charAt(end)) || parseShopPrice(text.slice(end + 1)) === null) continue;
    const fields = [{ field: 'param', problem: saying('refusal.bad_input.two_readings') }];
    throw refuse('bad_input.two_readings', {}, { fields });
  }
}
