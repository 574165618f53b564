import type { Account } from '../../flow/accounts/index.ts';
import type { TextKey } from '../../shared/i18n/index.ts';
import type { Tone } from '../../web/index.ts';

/** How an account is, in a word. */
export interface ShownHealth {
  tone: Tone;
  text: TextKey;
}

const tones: Readonly<Record<Account['health'], Tone>> = {
  ok: 'good',
  failing: 'warn',
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
