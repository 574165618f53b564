import type { Account } from '../../flow/accounts/index.ts';
import type { Lang, TextKey } from '../../shared/i18n/index.ts';
import { say } from '../../shared/saying.ts';
import type { Tone } from '../../web/index.ts';

/** How an account is, in a word. */
export interface ShownHealth {
  tone: Tone;
  text: TextKey;
}

const tones: Readonly<Record<Account['health'], Tone>> = {
  ok: 'good',
  failing: 'warn',
  needs_you: 'bad',
  stopped: 'bad',
  silent: 'bad',
};

/** `unproven`: nothing has shown yet that its payments are seen, where that is known. */
export function showHealth(
  { enabled, health }: Pick<Account, 'enabled' | 'health'>,
  pluginMissing: boolean,
  unproven: 'unheard' | 'untested' | null = null,
): ShownHealth {
  if (!enabled) return { tone: 'off', text: 'console.account.off' };
  if (pluginMissing) return { tone: 'bad', text: 'console.account.pluginMissing' };
  if (health === 'ok' && unproven) return { tone: 'warn', text: `console.health.${unproven}` };
  return { tone: tones[health], text: `console.health.${health}` };
}

/** Why it is so, in the reader's language; '' where nothing is told. */
export function whyOf({ healthReason }: Pick<Account, 'healthReason'>, lang: Lang): string {
  return healthReason ? say(lang, healthReason) : '';
}
