import { type Saying, say } from '../../src/shared/saying.ts';

/** The Chinese words; empty where nothing is said. */
export function inChinese(what: Saying | null | undefined): string {
  return what ? say('zh', what) : '';
}
