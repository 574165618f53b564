import { MINUTE, SECOND } from '../../shared/clock.ts';
import type { Translate } from '../../shared/i18n/index.ts';

/** Messages take a moment to arrive, so that a right clock seems a little behind. */
const RIGHT_WITHIN_MS = 3 * SECOND;
const IN_SECONDS_BELOW_MS = 2 * MINUTE;

/** How a device's clock goes, from its difference to ours in ms (positive: ahead). */
export function clockWords(skewMs: number, t: Translate): string {
  const off = Math.abs(skewMs);
  if (off < RIGHT_WITHIN_MS) return t('console.listener.clockRight');
  const by =
    off < IN_SECONDS_BELOW_MS
      ? t('common.seconds', { count: Math.round(off / SECOND) })
      : t('common.minutes', { count: Math.round(off / MINUTE) });
  return t(skewMs > 0 ? 'console.listener.clockAhead' : 'console.listener.clockBehind', { by });
}
