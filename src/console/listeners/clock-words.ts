import { CHINA_ZONE, type ZoneSeen } from '../../flow/counting/index.ts';
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

/** The zone in which a device writes its times; null where it is China's, which all is made for. */
export function zoneWords({ minutes, rumour }: ZoneSeen, t: Translate): string | null {
  if (rumour) return t('console.listener.zonePerhaps', { zone: zoneName(rumour.minutes) });
  if (minutes === null || minutes === CHINA_ZONE) return null;
  return t('console.listener.zoneOther', { zone: zoneName(minutes) });
}

/** As people know it: UTC+8, UTC-3:30. */
function zoneName(minutes: number): string {
  const of = Math.abs(minutes);
  const rest = of % 60 === 0 ? '' : `:${String(of % 60).padStart(2, '0')}`;
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(of / 60)}${rest}`;
}
