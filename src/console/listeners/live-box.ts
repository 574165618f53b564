import type { Account } from '../../flow/accounts/index.ts';
import { clockSkew } from '../../flow/counting/index.ts';
import type { Device } from '../../flow/devices/index.ts';
import { listTexts, reportsFor } from '../../flow/forwarding/index.ts';
import type { Actor } from '../../shared/actor.ts';
import { MINUTE } from '../../shared/clock.ts';
import type { Lang, Translate } from '../../shared/i18n/index.ts';
import { listAccountNames } from '../account-names.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { clockWords, zoneWords } from './clock-words.ts';
import { explainRefusal } from './explain-refusal.ts';
import { explainText } from './explain-text.ts';
import { type Telling, tellingPlatforms } from './forwarded-platforms.ts';
import type { LiveMessage } from './live-message.ts';
import { type SetupStep, setupProgress } from './setup-progress.ts';

const SHOWN = 10;
/** Still taken, but on its way to being refused. */
const CLOCK_WARNS_FROM_MS = MINUTE;

/** What came from the devices of one account lately, and what was made of it. */
export interface LiveBox {
  accountId: number;
  devices: (Device & { clock: string; clockWarns: boolean; zoneWords: string | null })[];
  /** What was taken and what was refused, newest first. */
  messages: LiveMessage[];
  /** The steps of the set-up that are done, as far as what arrived proves it. */
  progress: SetupStep[];
}

export async function readLiveBox(
  deps: Pick<ConsoleDeps, 'db' | 'clock' | 'devices' | 'accounts' | 'plugins' | 'rules' | 'recentRefusals'>,
  { scope }: Actor,
  { account, platform }: { account: Account; platform: Telling },
  { lang, t }: { lang: Lang; t: Translate },
): Promise<LiveBox> {
  const devices = await deps.devices.listWithin(deps.db, [account.pid], deps.clock.now());
  const names = await listAccountNames(deps, scope, lang);
  const others = tellingPlatforms(deps.plugins).filter(({ id }) => id !== platform.id);
  const rules = await deps.rules.current();
  const texts = await listTexts(deps.db, { accountId: account.id }, SHOWN);
  // A message that could not be read names no account: it may well be from this one's phone, or from another merchant's.
  const nameless = scope === 'all' ? deps.recentRefusals(null) : [];
  const refusals = [...deps.recentRefusals(account.id), ...nameless];
  const nameOf = (id: number | undefined) => (id === undefined ? '' : (names.get(id)?.text ?? `#${id}`));
  const messages = [
    ...texts.map((entry) => explainText(entry, { account, platform, others, devices, rules, lang, t })),
    ...refusals.map((refusal) => explainRefusal(refusal, { nameOf, t })),
  ];
  const reporting = devices.filter((device) => reportsFor(deps.plugins, device, account));
  const hasReceipt = (await deps.db('receipts').where({ account_id: account.id }).first('id')) !== undefined;
  return {
    accountId: account.id,
    progress: setupProgress({ devices: reporting, texts, refusals, hasReceipt }),
    devices: reporting
      .filter(({ lastSeenAt }) => lastSeenAt !== null)
      .map((device) => {
        const skewMs = clockSkew(device.skewSamples);
        return {
          ...device,
          clock: clockWords(skewMs, t),
          clockWarns: Math.abs(skewMs) >= CLOCK_WARNS_FROM_MS,
          zoneWords: zoneWords(device.zone, t),
        };
      }),
    messages: messages.sort((one, other) => other.at - one.at).slice(0, SHOWN),
  };
}
