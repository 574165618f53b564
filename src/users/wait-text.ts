import type { Translate } from '../shared/i18n/index.ts';

/** "40 秒", "12 分钟": how long to wait, never less than it is. */
export function waitText(seconds: number, t: Translate): string {
  return seconds < 60
    ? t('common.seconds', { count: seconds })
    : t('common.minutes', { count: Math.ceil(seconds / 60) });
}
