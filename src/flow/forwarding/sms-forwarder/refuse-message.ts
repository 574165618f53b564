import type { Clock } from '../../../shared/clock.ts';
import { inTransaction } from '../../../shared/db.ts';
import { refuse } from '../../../shared/errors.ts';
import type { Log } from '../../../shared/log.ts';
import type { Account, AccountRepository } from '../../accounts/index.ts';
import {
  type Binding,
  bindRequest,
  raiseReplayAlert,
  type SignedRequest,
} from '../../bound-requests/index.ts';
import type { DeviceRepository } from '../../devices/index.ts';
import {
  again,
  type ForwardingAnswer,
  no,
  type RefusedMessage,
  refuseAgain,
  refuseFrame,
  refuseStranger,
  refuseUnsigned,
} from './answers.ts';
import type { RefusedFrame } from './frame-fields.ts';
import type { ForwardedMessage, MessageReading, SignedContent } from './read-message.ts';
import type { PcFrame } from './read-pc-frame.ts';
import type { PhoneFrame } from './read-phone-frame.ts';
import { type AnySigner, findAnySigner, type SignerDeps, signedTime } from './signature.ts';

/*
 * What hangs beside the way of a message. Whatever somebody of ours signed is bound before it is refused: whoever sees it
 * must not use its signature for another body.
 */

export interface RefuseDeps extends SignerDeps {
  clock: Clock;
  log: Log;
  accounts: Pick<AccountRepository, 'find' | 'lock'>;
  devices: SignerDeps['devices'] & Pick<DeviceRepository, 'noteAlive'>;
}

/** A message that a device of the account signed that it names; `deviceId` null: it was signed with the merchant's key. */
export interface SignedMessage {
  message: ForwardedMessage;
  account: Account;
  deviceId: number | null;
}

/** No message of ours, or not whole. Where somebody of ours signed it, its signature is good for nothing else now. */
export async function refuseUnread(
  deps: RefuseDeps,
  refused: Extract<MessageReading, { ok: false }>,
): Promise<ForwardingAnswer> {
  const content = refused.signed;
  const sender = content && (await findAnySigner(deps, content));
  if (!content || !sender) return no(refused);
  const { time, signed } = signedTime(content, deps.clock.now());
  const bound = await bindRefused(deps, signed, refused.code, time.ok ? sender : null);
  return bound.is === 'changed' ? refuseChanged(deps, sender.accountId, content) : no(refused);
}

/** Signed by no device of the account that it names, or its data can't be used, so that it names none. */
export async function refuseUnproven(
  deps: RefuseDeps,
  message: ForwardedMessage,
  frame: PhoneFrame | PcFrame | RefusedFrame,
  account?: Account,
): Promise<ForwardingAnswer> {
  const sender = await findAnySigner(deps, message);
  if (!sender) return refuseUnsigned(frame, account);
  const refusal = frame.ok ? refuseStranger(account, sender.accountId) : refuseFrame(frame, sender.accountId);
  const { time, signed } = signedTime(message, deps.clock.now());
  const bound = await bindRefused(deps, signed, refusal.code, time.ok ? sender : null);
  if (bound.is === 'taken') return again(account?.id);
  const answer =
    bound.is === 'changed' ? await refuseChanged(deps, account?.id ?? sender.accountId, message) : refusal;
  return provenBy(message, sender.deviceId, answer);
}

/** Refuses what its account's own device signed. What was taken before is answered as it was then. */
export async function refuseSigned(
  deps: RefuseDeps,
  { message, account, deviceId }: SignedMessage,
  signed: SignedRequest,
  refusal: RefusedMessage,
): Promise<ForwardingAnswer> {
  const bound = await bindRequest(deps.db, signed, refusal.code);
  if (bound.is === 'taken') return again(account.id);
  const answer = bound.is === 'changed' ? await refuseChanged(deps, account.id, message) : refusal;
  return provenBy(message, deviceId, answer);
}

/** What became of a signature that was used before; same_second: a PC's, whose second report is kept for a person. */
export type UsedBefore = Exclude<Binding, { is: 'first' }> | { is: 'same_second' };

/** Answers a message whose signature was used before: the same one as it was answered then, another one with a refusal. */
export async function answerUsed(
  deps: RefuseDeps,
  { message, account, deviceId }: SignedMessage,
  used: UsedBefore,
): Promise<ForwardingAnswer> {
  if (used.is === 'taken') return again(account.id);
  return provenBy(message, deviceId, await refusalOfUsed(deps, message, account, used));
}

async function refusalOfUsed(
  deps: RefuseDeps,
  message: ForwardedMessage,
  account: Account,
  used: Exclude<UsedBefore, { is: 'taken' }>,
): Promise<RefusedMessage> {
  if (used.is === 'refused') return refuseAgain(used.code, account);
  return used.is === 'same_second'
    ? no(refuse('same_second'), account.id)
    : refuseChanged(deps, account.id, message);
}

async function refuseChanged(
  deps: RefuseDeps,
  accountId: number | null,
  message: SignedContent,
): Promise<RefusedMessage> {
  await raiseReplayAlert(deps, accountId, message);
  return no(refuse('changed'), accountId);
}

/** With who sent it, for the owner's eyes: its signature was one of ours. */
function provenBy(
  { action }: ForwardedMessage,
  deviceId: number | null,
  answer: RefusedMessage,
): RefusedMessage {
  const listener = action === 'mpay' ? ('phone' as const) : ('pc' as const);
  return { ...answer, detail: { ...answer.detail, provenBy: { listener, deviceId } } };
}

/** Binds what is refused, and notes that its sender, the device that signed it just now, is alive. Null: nobody to note. */
async function bindRefused(
  { db, accounts, devices, clock }: RefuseDeps,
  signed: SignedRequest,
  code: string,
  sender: AnySigner | null,
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
