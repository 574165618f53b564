import type { Db } from '../../shared/db.ts';
import { correctedTime } from '../counting/index.ts';
import type { Device } from '../devices/index.ts';
import type { TextReading } from '../forwarded-texts/index.ts';
import { receipts } from '../receipts/index.ts';
import { type ForwardedTextEntry, keepText } from './forwarded-text.repository.ts';
import { keepUnproven } from './keep-unproven.ts';
import type { PhoneFrame } from './read-frame.ts';
import type { ForwardingDeps } from './receive-message.ts';
import type { MessageFacts, Taken } from './take-message.ts';
import { listHash } from './text-hash.ts';

/** What an app told of money at a platform that has a back end. */
interface ToldBeside {
  frame: PhoneFrame;
  device: Device;
  reading: Extract<TextReading, { kind: 'money' }>;
  entry: Pick<
    ForwardedTextEntry,
    'accountId' | 'deviceId' | 'packageName' | 'title' | 'text' | 'receivedAt' | 'at'
  >;
}

/** Why such money waits for a person: the platform lets us in no more, so that nobody else will tell of it. */
const REASON = 'platform_stopped';

/**
 * An account with a back end: the app's word is one more reason to ask it at once, and the record that it gives, with a
 * number and the code, is what counts. So a payment that is told and asked for is counted once. While the platform
 * refuses the login, or wants a person to log in, nobody can be asked: then the word is kept for a person.
 */
export async function takeAsked(
  trx: Db,
  deps: ForwardingDeps,
  facts: MessageFacts,
  { frame, device, reading, entry }: ToldBeside,
): Promise<Taken> {
  const { account, signedAt } = facts;
  const { rule, payType, amountFen } = reading;
  if (account.health !== 'stopped' && account.health !== 'needs_you') {
    await keepText(trx, {
      ...entry,
      rule,
      amountFen,
      outcome: 'money',
      why: 'asked',
      receiptId: null,
      placed: null,
    });
    // Not waited for: this transaction holds the connection, and the phone wants its answer.
    void deps.askPlatform(account.id).catch((err) => deps.log.error({ err }, 'listening_failed'));
    return { code: 'money', toSettle: [] };
  }
  const key = listHash('told beside', device.id, frame.title, frame.msg, frame.receivedAt);
  const [before] = await receipts.findByExternalIds(trx, [
    { accountId: account.id, externalId: `${REASON}:${key}` },
  ]);
  const receiptId =
    before?.id ??
    (await keepUnproven(trx, deps.settlement, facts, REASON, {
      ...{ payType, amountFen, key, device: device.name, paidFrom: null },
      happenedAt: correctedTime(signedAt, device.skewSamples),
      told: { title: frame.title, text: frame.msg, receivedAt: frame.receivedAt },
    }));
  const placed = before ? 'known' : 'review';
  await keepText(trx, { ...entry, rule, amountFen, outcome: 'money', why: null, receiptId, placed });
  return { code: 'money', toSettle: [] };
}
