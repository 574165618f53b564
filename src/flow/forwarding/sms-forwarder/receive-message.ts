import type { Clock } from '../../../shared/clock.ts';
import { type Db, inTransaction } from '../../../shared/db.ts';
import { refuse } from '../../../shared/errors.ts';
import type { Account, AccountRepository } from '../../accounts/index.ts';
import {
  type Binding,
  bindOtherBody,
  bindRequest,
  checkTime,
  raiseReplayAlert,
  type SignedRequest,
  signedRequest,
  TAKEN,
  type TimeCheck,
} from '../../bound-requests/index.ts';
import { type DeviceRepository, mayTell } from '../../devices/index.ts';
import type { MerchantDirectory } from '../../merchants/index.ts';
import { receipts } from '../../receipts/index.ts';
import { type SettlementDeps, settleReceipt } from '../../settlement/index.ts';
import type { RuleBook } from '../../text-rules/index.ts';
import type { MessageFacts, Taken } from '../told-payment.ts';
import {
  again,
  type ForwardingAnswer,
  no,
  type RefusedMessage,
  refuseAgain,
  refuseFrame,
  refuseListener,
  refuseStranger,
  refuseTime,
  refuseUnsigned,
} from './answers.ts';
import type { RefusedFrame } from './frame-fields.ts';
import {
  type ForwardedMessage,
  type ForwardedRequest,
  type MessageReading,
  readMessage,
  type SignedContent,
} from './read-message.ts';
import { type PcFrame, readPcFrame } from './read-pc-frame.ts';
import { type PhoneFrame, readPhoneFrame } from './read-phone-frame.ts';
import { replayKey, verifyForwarderSign } from './signature.ts';
import {
  keepSameSecond,
  type PcDeps,
  SAME_SECOND_AT_MOST,
  signsSeconds,
  takePcMessage,
} from './take-pc-message.ts';
import { type PhoneDeps, takePhoneMessage } from './take-phone-message.ts';

export interface ReceiveDeps extends PhoneDeps, PcDeps {
  db: Db;
  clock: Clock;
  accounts: Pick<AccountRepository, 'find' | 'lock' | 'noteHeard'>;
  merchants: Pick<MerchantDirectory, 'find' | 'all'>;
  devices: Pick<DeviceRepository, 'see' | 'listSecrets' | 'listAllSecrets' | 'noteAlive'>;
  rules: Pick<RuleBook, 'current'>;
  settlement: SettlementDeps;
}

type Frame = PhoneFrame | PcFrame | RefusedFrame;

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
  const frame: Frame = message.action === 'mpay' ? readPhoneFrame(message.data) : readPcFrame(message.data);
  const account = frame.ok ? await findNamedAccount(deps, frame) : undefined;
  const signer = account ? await findSigner(deps, account, message) : null;
  const stranger = signer ? null : await findAnySigner(deps, message);
  if (!signer && !stranger) return refuseUnsigned(frame, account);

  const answer = await answerSigned(deps, message, { frame, account, signer, stranger });
  if (answer.ok) return answer;
  const provenBy = {
    listener: message.action === 'mpay' ? ('phone' as const) : ('pc' as const),
    deviceId: (signer ?? stranger)?.deviceId ?? null,
  };
  return { ...answer, detail: { ...answer.detail, provenBy } };
}

/** No message of ours, or not whole. Where somebody of ours signed it, its signature is good for nothing else now. */
async function refuseUnread(
  deps: ReceiveDeps,
  refused: Extract<MessageReading, { ok: false }>,
): Promise<ForwardingAnswer> {
  const { code, signed } = refused;
  const sender = signed && (await findAnySigner(deps, signed));
  if (!signed || !sender) return no(refused);
  const now = deps.clock.now();
  const time = checkTime(signed.time, now);
  const request = signedRequest(replayKey(signed), signed, time, now);
  const bound = await bindRefused(deps, request, code, time.ok ? sender : null);
  if (bound.is === 'changed') return refuseChanged(deps, sender.accountId, signed);
  return no(refused);
}

/** A message, and who signed it: a device of the account that it names, or somebody else of ours. */
interface Signed {
  frame: Frame;
  account: Account | undefined;
  signer: { deviceId: number | null } | null;
  stranger: Stranger | null;
}

async function answerSigned(
  deps: ReceiveDeps,
  message: ForwardedMessage,
  by: Signed,
): Promise<ForwardingAnswer> {
  const { account, stranger } = by;
  const now = deps.clock.now();
  const time = checkTime(message.time, now);
  const signed = signedRequest(replayKey(message), message, time, now);
  const checked = check(deps, by, time);
  if (checked.ok) return take(deps, message, signed, { ...checked, now });
  const bound = await bindRefused(deps, signed, checked.code, time.ok ? stranger : null);
  if (bound.is === 'taken') return again(account?.id);
  if (bound.is !== 'changed') return checked;
  return refuseChanged(deps, account?.id ?? stranger?.accountId ?? null, message);
}

/** Binds what is refused, and notes that its sender, the device that signed it just now, is alive. Null: nobody to note. */
async function bindRefused(
  { db, accounts, devices, clock }: ReceiveDeps,
  signed: SignedRequest,
  code: string,
  sender: Stranger | null,
): Promise<Binding> {
  if (!sender || sender.accountId === null) return bindRequest(db, signed, code);
  const { accountId, deviceId } = sender;
  return inTransaction(db, async (trx) => {
    await accounts.lock(trx, accountId);
    const bound = await bindRequest(trx, signed, code);
    const account = bound.is === 'first' ? await accounts.find(trx, accountId) : undefined;
    if (account) await devices.noteAlive(trx, deviceId, clock.now(), account.silentAfterMs);
    return bound;
  });
}

/** Carries out what a device of the account signed in time, or answers as it was answered before. */
async function take(
  deps: ReceiveDeps,
  message: ForwardedMessage,
  signed: SignedRequest,
  { frame, ...facts }: MessageFacts & { frame: PhoneFrame | PcFrame },
): Promise<ForwardingAnswer> {
  const { account, now } = facts;
  const rules = await deps.rules.current();
  const outcome = await inTransaction(deps.db, async (trx) => {
    await deps.accounts.lock(trx, account.id);
    const bound = await bindRequest(trx, signed, TAKEN);
    if (bound.is === 'taken') return 'again';
    if (bound.is === 'refused') return bound;
    if (bound.is === 'changed') {
      if (!signsSeconds(message)) return 'changed';
      const other = await bindOtherBody(trx, signed, SAME_SECOND_AT_MOST);
      if (other === 'other') await keepSameSecond(trx, deps, facts, frame as PcFrame, signed);
      return other;
    }
    await noteHeard(trx, deps, account, now);
    return 'chan' in frame
      ? takePcMessage(trx, deps, facts, frame)
      : takePhoneMessage(trx, deps, facts, frame, rules);
  });
  if (outcome === 'again') return again(account.id);
  if (typeof outcome === 'object' && 'is' in outcome) return refuseAgain(outcome.code, account);
  if (outcome === 'changed') return refuseChanged(deps, account.id, message);
  if (outcome === 'other' || outcome === 'other_again') return no(refuse('same_second'), account.id);
  return {
    ok: true,
    code: outcome.code,
    accountId: account.id,
    settled: await settle(deps, outcome),
  };
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

async function settle(deps: ReceiveDeps, { toSettle }: Taken): Promise<string[]> {
  const settled: string[] = [];
  for (const id of toSettle) {
    const tradeNo = await settleReceipt(deps.settlement, await receipts.getReceipt(deps.db, id));
    if (tradeNo !== null) settled.push(tradeNo);
  }
  return settled;
}

/** The device whose secret signed it, or the merchant's key as long as the owner accepts it; null: nobody's. */
async function findSigner(
  deps: ReceiveDeps,
  account: Account,
  message: ForwardedMessage,
): Promise<{ deviceId: number | null; secret: string } | null> {
  const secrets: { deviceId: number | null; secret: string }[] = await deps.devices.listSecrets(
    deps.db,
    account.id,
  );
  const merchant = account.acceptKey ? await deps.merchants.find(account.pid) : undefined;
  if (merchant) secrets.push({ deviceId: null, secret: merchant.key });
  return verifyForwarderSign({ time: message.time, sign: message.sign, secrets });
}

/**
 * Whose device signed a message that names another account, or none: looked for among all, as nothing says whose it is.
 * Asked only when a message is refused.
 */
async function findAnySigner(
  { db, devices, merchants }: ReceiveDeps,
  { time, sign }: Pick<ForwardedMessage, 'time' | 'sign'>,
): Promise<Stranger | null> {
  const keys = (await merchants.all()).map(({ key }) => ({ accountId: null, deviceId: null, secret: key }));
  const holders: (Stranger & { secret: string })[] = [...(await devices.listAllSecrets(db)), ...keys];
  return verifyForwarderSign({ time, sign, secrets: holders });
}

/** Whose key it was: a device's, with the account that it reports for, or a merchant's. */
type Stranger = { accountId: number; deviceId: number } | { accountId: null; deviceId: null };

/** What is wrong with a message that somebody of ours signed; else what is to be taken. */
function check(
  { plugins }: ReceiveDeps,
  { frame, account, signer, stranger }: Signed,
  time: TimeCheck,
): RefusedMessage | (Omit<MessageFacts, 'now'> & { ok: true; frame: PhoneFrame | PcFrame }) {
  if (!frame.ok) return refuseFrame(frame, stranger?.accountId ?? null);
  if (!account || !signer) return refuseStranger(account, stranger?.accountId ?? null);
  if (!time.ok) return refuseTime(time, account);
  const listener = 'chan' in frame ? 'pc' : 'phone';
  if (!mayTell(plugins, account, listener)) return refuseListener(listener, account);
  return { ok: true, frame, account, deviceId: signer.deviceId, signedAt: time.at };
}

async function refuseChanged(
  deps: ReceiveDeps,
  accountId: number | null,
  message: SignedContent,
): Promise<ForwardingAnswer> {
  await raiseReplayAlert(deps, accountId, message);
  return no(refuse('changed'), accountId);
}
