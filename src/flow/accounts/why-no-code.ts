import type { PayType } from '../../shared/pay-type.ts';
import type { Obstacle } from './code.repository.ts';

/**
 * Why none of a merchant's codes takes an order of a pay type. unheard: no device was ever heard that would tell of the
 * payment. silent: the devices are gone. stopped: the login was refused. none: there is no such code, or it is off.
 * hours, day, amount: limits keep all of them from this order.
 */
export type NoCodeReason = 'unheard' | 'silent' | 'stopped' | 'none' | 'hours' | 'day' | 'amount';

/** The reason that is mended most easily, where there are several. */
export function whyNoCode(
  codes: readonly Obstacle[],
  payType: PayType,
  isForwarded: (platform: string) => boolean,
): NoCodeReason {
  const able = codes.filter(({ payTypes }) => payTypes.includes(payType));
  if (able.some(({ health }) => health === 'silent')) return 'silent';
  if (able.some(({ platform, health, isHeard }) => health !== 'stopped' && isForwarded(platform) && !isHeard))
    return 'unheard';
  return able.some(({ health }) => health === 'stopped') ? 'stopped' : 'none';
}
