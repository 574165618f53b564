import type { Translate } from '../shared/i18n/index.ts';
import { type Saying, say, saying } from '../shared/saying.ts';

/** "40 秒", "12 分钟": how long to wait, never less than it is. */
export function waiting(seconds: number): Saying {
  return seconds < 60
    ? saying('common.seconds', { count: seconds })
    : saying('common.minutes', { count: Math.ceil(seconds / 60) });
}

/** The same in the words of a page. */
export function waitText(seconds: number, t: Translate): string {
  return say(t.lang, waiting(seconds));
}
