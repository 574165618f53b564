import type { Account } from '../../flow/accounts/index.ts';
import { clockSkew } from '../../flow/counting/index.ts';
import { type Device, reportsFor, sourceOf } from '../../flow/devices/index.ts';
import { listTexts } from '../../flow/forwarding/index.ts';
import { hasEvidence, listFirstSources } from '../../flow/receipts/index.ts';
import { listUnconfirmed } from '../../flow/text-rules/index.ts';
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
import { type SetupFacts, type SetupStep, setupProgress } from './setup-progress.ts';

const SHOWN = 10;
/** Payments of a merchant that wait for a word: few, as each kind is confirmed once. */
const WAITING_SEEN = 100;
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
  /** A payment waits for the owner's word for its kind of notification, which the last step lacks. */
  waitsForWord: boolean;
  /** A device was heard after the newest message, which was refused. */
  isHeardSince: boolean;
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
  const joined = texts.filter(({ placed }) => placed === 'join').map(({ receiptId }) => receiptId ?? 0);
  const firstToldBy = await listFirstSources(deps.db, joined);
  const waiting = new Set(
    (await listUnconfirmed(deps.db, [account.pid], WAITING_SEEN))
      .filter(({ accountId }) => accountId === account.id)
      .map(({ id }) => id),
  );
  const context = { account, platform, others, devices, rules, firstToldBy, waiting, lang, t };
  const messages = [
    ...texts.map((entry) => explainText(entry, context)),
    ...refusals.map((refusal) => explainRefusal(refusal, { nameOf, t })),
  ];
  const newest = messages.sort((one, other) => other.at - one.at).slice(0, SHOWN);
  const reporting = devices.filter((device) => reportsFor(deps.plugins, device, account));
  const phone = reporting.findLast(({ app }) => app === 'sms_forwarder');
  const facts = { ...(await toldBy(deps, account, phone)), waitsForWord: waiting.size > 0 };
  const progress = setupProgress({ ...facts, refusals, ...account });
  return {
    accountId: account.id,
    progress,
    waitsForWord: waiting.size > 0 && !progress.includes('payment'),
    isHeardSince:
      newest[0]?.tone === 'bad' &&
      reporting.some(({ lastSeenAt }) => lastSeenAt !== null && lastSeenAt > (newest[0]?.at ?? 0)),
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
    messages: newest,
  };
}

/** What came from the phone that is being set up. */
async function toldBy(
  { db }: Pick<ConsoleDeps, 'db'>,
  { id: accountId }: Account,
  phone: Device | undefined,
): Promise<Pick<SetupFacts, 'phone' | 'texts' | 'hasTold'>> {
  if (!phone) return { phone, texts: [], hasTold: false };
  const device = { id: phone.id, since: phone.firstSeenAt };
  return {
    phone,
    texts: await listTexts(db, { accountId, device }, SHOWN),
    hasTold: await hasEvidence(db, accountId, sourceOf(phone.id)),
  };
}
