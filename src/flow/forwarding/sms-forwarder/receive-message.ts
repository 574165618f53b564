import type { Clock } from '../../../shared/clock.ts';
import { type Db, inTransaction } from '../../../shared/db.ts';
import type { Account, AccountRepository } from '../../accounts/index.ts';
import { bindRequest, TAKEN } from '../../bound-requests/index.ts';
import { type DeviceRepository, mayTell } from '../../devices/index.ts';
import { receipts } from '../../receipts/index.ts';
import { type SettlementDeps, settleReceipt } from '../../settlement/index.ts';
import type { RuleBook } from '../../text-rules/index.ts';
import type { MessageFacts, Taken } from '../told-payment.ts';
import { type ForwardingAnswer, refuseListener, refuseTime } from './answers.ts';
import { type ForwardedRequest, readMessage } from './read-message.ts';
import { readPcFrame } from './read-pc-frame.ts';
import { readPhoneFrame } from './read-phone-frame.ts';
import {
  answerUsed,
  type RefuseDeps,
  refuseSigned,
  refuseUnproven,
  refuseUnread,
  type UsedBefore,
} from './refuse-message.ts';
import { findSigner, signedTime } from './signature.ts';
import { keepSameSecond, type PcDeps, takePcMessage } from './take-pc-message.ts';
import { type PhoneDeps, takePhoneMessage } from './take-phone-message.ts';

export interface ReceiveDeps extends RefuseDeps, PhoneDeps, PcDeps {
  db: Db;
  clock: Clock;
  accounts: Pick<AccountRepository, 'find' | 'lock' | 'noteHeard'>;
  devices: Pick<DeviceRepository, 'see' | 'listSecrets' | 'listAllSecrets' | 'noteAlive'>;
  rules: Pick<RuleBook, 'current'>;
  settlement: SettlementDeps;
}

/**
 * 4 PUSHED: a phone's or PC's message. Who sent it is proven by a signature over its time. That time is good for one body
 * only, the first that comes under it, whatever becomes of that: whoever sees a message that is refused must not use its
 * signature for another. What a message says is kept, counted once and settled. A retry gets the same answer and counts
 * nothing. Another body is refused and the owner is told; a PC's is kept for a person all the same (see keepSameSecond).
 * What is refused for what it says proves all the same that the device whose key signed it is alive.
 */
export async function receiveForwarded(
  deps: ReceiveDeps,
  request: ForwardedRequest,
): Promise<ForwardingAnswer> {
  const read = readMessage(request);
  if (!read.ok) return refuseUnread(deps, read);
  const { message } = read;
  const frame = message.action === 'mpay' ? readPhoneFrame(message.data) : readPcFrame(message.data);
  if (!frame.ok) return refuseUnproven(deps, message, frame);

  const account = await findNamedAccount(deps, frame);
  const signer = account && (await findSigner(deps, account, message));
  if (!account || !signer) return refuseUnproven(deps, message, frame, account);
  const { deviceId } = signer;
  const by = { message, account, deviceId };

  const now = deps.clock.now();
  const { time, signed } = signedTime(message, now);
  if (!time.ok) return refuseSigned(deps, by, signed, refuseTime(time, account));
  const listener = 'chan' in frame ? 'pc' : 'phone';
  if (!mayTell(deps.plugins, account, listener)) {
    return refuseSigned(deps, by, signed, refuseListener(listener, account));
  }

  const facts: MessageFacts = { account, deviceId, signedAt: time.at, now };
  const rules = await deps.rules.current();
  const taken = await inTransaction(deps.db, async (trx): Promise<Taken | UsedBefore> => {
    await deps.accounts.lock(trx, account.id);
    const bound = await bindRequest(trx, signed, TAKEN);
    if (bound.is === 'changed' && 'chan' in frame) {
      return keepSameSecond(trx, deps, facts, frame, { time: message.time, signed });
    }
    if (bound.is !== 'first') return bound;
    await noteHeard(trx, deps, account, now);
    return 'chan' in frame
      ? takePcMessage(trx, deps, facts, frame)
      : takePhoneMessage(trx, deps, facts, frame, rules);
  });
  if ('is' in taken) return answerUsed(deps, by, taken);
  return { ok: true, code: taken.code, accountId: account.id, settled: await settle(deps, taken) };
}

/** The account that a message names; undefined: there is none, or not of this merchant. */
async function findNamedAccount(
  deps: ReceiveDeps,
  { aid, pid }: { aid: number; pid: number },
): Promise<Account | undefined> {
  const account = await deps.accounts.find(deps.db, aid);
  return account?.pid === pid ? account : undefined;
}

/** The first message that is believed puts the account's codes into the rotation. */
async function noteHeard(
  trx: Db,
  { accounts, log }: ReceiveDeps,
  account: Account,
  now: number,
): Promise<void> {
  if (account.heardAt !== null) return;
  await accounts.noteHeard(trx, [account.id], now);
  log.info({ accountId: account.id }, 'account_heard');
}

/** The trade numbers of the orders that it pays. */
async function settle(deps: ReceiveDeps, { toSettle }: Taken): Promise<string[]> {
  const settled: string[] = [];
  for (const id of toSettle) {
    const tradeNo = await settleReceipt(deps.settlement, await receipts.getReceipt(deps.db, id));
    if (tradeNo !== null) settled.push(tradeNo);
  }
  return settled;
}
