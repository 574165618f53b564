import { DAY } from '../../../shared/clock.ts';
import { type Db, inTransaction } from '../../../shared/db.ts';
import { refuse } from '../../../shared/errors.ts';
import type { Log } from '../../../shared/log.ts';
import { payTypeOfVmq } from '../../../shared/vmq-type.ts';
import type { AccountRepository } from '../../accounts/index.ts';
import {
  type Binding,
  bindRequest,
  bodyHash,
  checkTime,
  raiseReplayAlert,
  type SignedRequest,
  signedRequest,
  TAKEN,
  type TimeCheck,
} from '../../bound-requests/index.ts';
import { type DeviceRepository, isBelieved } from '../../devices/index.ts';
import { receipts } from '../../receipts/index.ts';
import { type SettlementDeps, settleReceipt } from '../../settlement/index.ts';
import { lastTextAt } from '../forwarded-text.repository.ts';
import type { RefusalDetail } from '../refusals.ts';
import {
  findVmqShop,
  findVmqSigner,
  listVmqAccounts,
  type SignerDeps,
  takesVmqKey,
  type VmqSigner,
} from './identify-vmq-app.ts';
import { type VmqCall, type VmqPush, vmqReplayKey } from './read-vmq-call.ts';
import {
  holdEverywhere,
  type MoneyPush,
  type PushDeps,
  seeVmqApp,
  takeVmqPush,
  VMQ_RULE,
  type VmqSender,
} from './take-vmq-push.ts';
import {
  type AnswerDeps,
  refusedBefore,
  refuseVmq,
  type VmqAnswer,
  type VmqRefusal,
  vmqOk,
} from './vmq-answers.ts';

export interface VmqDeps extends PushDeps, AnswerDeps, Pick<SignerDeps, 'merchants'> {
  log: Log;
  accounts: Pick<AccountRepository, 'list' | 'lock' | 'noteHeard'>;
  devices: Pick<DeviceRepository, 'see' | 'list' | 'listNear' | 'listVmqKeys' | 'noteAlive'>;
  settlement: SettlementDeps;
}

/** Who sent a call that may be carried out, and what its signature is to be bound to; else what he is told. */
type Checked = { sender: VmqSender; signed: SignedRequest } | { refused: VmqAnswer };

/** The app is alive. Only the first call under a signature proves that: an overheard one must not keep a dead phone alive. */
export async function receiveVmqHeartbeat(deps: VmqDeps, call: VmqCall): Promise<VmqAnswer> {
  const checked = await check(deps, call);
  if ('refused' in checked) return checked.refused;
  const { sender, signed } = checked;
  const bound = await inTransaction(deps.db, async (trx) => {
    const first = await bindRequest(trx, signed, TAKEN);
    if (first.is === 'first') await seeVmqApp(trx, deps, sender, true);
    return first;
  });
  return refusalOf(deps, bound, sender, call) ?? vmqOk();
}

/**
 * When the app was last heard and last told of money: to an app, whose signature is used up by it like a heartbeat's, and
 * to a shop.
 */
export async function tellVmqState(deps: VmqDeps, call: VmqCall): Promise<VmqAnswer> {
  const checked = await check(deps, call, { byShop: true });
  if ('refused' in checked) return checked.refused;
  const { sender, signed } = checked;
  const refused = refusalOf(deps, await bindAlive(deps, sender, signed, TAKEN), sender, call);
  if (refused) return refused;
  const { pid } = sender.merchant;
  const apps = (await deps.devices.list(deps.db, deps.clock.now())).filter(
    (device) => device.app === 'vmq' && device.pid === pid,
  );
  const accounts = await listVmqAccounts(deps, pid);
  const lastHeart = Math.max(0, ...apps.map((device) => device.heartbeatAt ?? 0));
  const lastPush = await lastTextAt(
    deps.db,
    accounts.map(({ id }) => id),
    VMQ_RULE,
  );
  const alive = apps.some((device) => device.silentSince === null && device.heartbeatAt !== null);
  const state = alive ? '1' : '0';
  const seconds = (at: number) => String(Math.floor(at / 1000));
  return vmqOk({
    lastheart: seconds(lastHeart),
    lastpay: seconds(lastPush ?? 0),
    // Public servers agree on neither name of the state.
    jkstate: state,
    state,
  });
}

/**
 * Money came in. A retry of the same push counts nothing; another one under the same signature is refused. The app signs
 * its retries anew at times: then the counting sees that a device tells of one amount twice within seconds.
 */
export async function receiveVmqPush(deps: VmqDeps, call: VmqCall, push: VmqPush): Promise<VmqAnswer> {
  const checked = await check(deps, call);
  if ('refused' in checked) return checked.refused;
  const { sender, signed } = checked;
  const { merchant, deviceId } = sender;
  const no = (refusal: VmqRefusal, accountId?: number) =>
    bindAndRefuse(deps, call, sender, signed, { refusal }, { accountId, isAlive: true });
  const payType = payTypeOfVmq(push.type);
  const { amountFen } = push;
  if (!payType || amountFen === null) return no(refuse('vmq_push'));
  const accounts = (await listVmqAccounts(deps, merchant.pid)).filter(({ platform }) =>
    deps.plugins.find(platform)?.payTypes.includes(payType),
  );
  const [account] = accounts;
  if (!account) return no(refuse('vmq_account'));
  const [first, ...others] = accounts.filter((one) => isBelieved(deviceId !== null, one));
  if (!first) return no(refuse('vmq_sign'), account.id);

  const money: MoneyPush = { ...push, amountFen, payType, able: [first, ...others] };
  const outcome = await inTransaction(deps.db, async (trx) => {
    // Which of them it was is told by what they were told of lately: so none of them may change meanwhile.
    for (const { id } of money.able) await deps.accounts.lock(trx, id);
    const bound = await bindRequest(trx, signed, TAKEN);
    if (bound.is !== 'first') return { bound, toSettle: [] };
    return { bound, toSettle: await takeVmqPush(trx, deps, sender, money) };
  });
  for (const id of outcome.toSettle) {
    const receipt = await receipts.getReceipt(deps.db, id);
    const settled = await settleReceipt(deps.settlement, receipt);
    if (settled === null) await holdEverywhere(deps.db, deps, money);
  }
  return refusalOf(deps, outcome.bound, sender, call) ?? vmqOk();
}

/** Who signed the call, and what speaks against it whatever it wants: the owner does not take this key, or its time is wrong. */
async function check(deps: VmqDeps, call: VmqCall, { byShop = false } = {}): Promise<Checked> {
  const isSignedWith = (key: string) => call.isSignedWith(key);
  const shop = byShop ? await findVmqShop(deps, isSignedWith) : null;
  const signer = shop ?? (await findVmqSigner(deps, isSignedWith));
  if (!signer) return { refused: await refuseVmq(deps, refuse('vmq_sign'), null) };
  const now = deps.clock.now();
  const time = timeOf(call, now);
  const signed = signedRequest(call.replayKeyOf(signer), call.content, time, now);
  const isTaken = shop !== null || (await takesVmqKey(deps, signer));
  const no = isTaken ? timeRefusal(time) : { refusal: refuse('vmq_sign') };
  if (no) return { refused: await bindAndRefuse(deps, call, signer, signed, no) };
  return { sender: { ...signer, at: 'at' in time ? time.at : now }, signed };
}

/** Binds a call that tells of nothing; in time and signed with the app's own key, it proves that the app is alive. */
async function bindAlive(
  { db, clock, devices }: VmqDeps,
  { deviceId }: VmqSigner,
  signed: SignedRequest,
  outcome: string,
): Promise<Binding> {
  if (deviceId === null) return bindRequest(db, signed, outcome);
  return inTransaction(db, async (trx) => {
    const bound = await bindRequest(trx, signed, outcome);
    if (bound.is === 'first') await devices.noteAlive(trx, deviceId, clock.now());
    return bound;
  });
}

/** Refuses a call whose signature is right, and binds it all the same. What was taken before is answered as it was then. */
async function bindAndRefuse(
  deps: VmqDeps,
  call: VmqCall,
  signer: VmqSigner,
  signed: SignedRequest,
  { refusal, detail = {} }: DetailedRefusal,
  { accountId, isAlive = false }: { accountId?: number | undefined; isAlive?: boolean } = {},
): Promise<VmqAnswer> {
  const bound = isAlive
    ? await bindAlive(deps, signer, signed, refusal.code)
    : await bindRequest(deps.db, signed, refusal.code);
  if (bound.is === 'taken') return vmqOk();
  if (bound.is === 'changed') return refuseChanged(deps, signer, call);
  return refuseVmq(deps, refusal, signer.merchant, { accountId, detail });
}

/** What is told of a call that was bound to be carried out, and may have been used otherwise before; null: all is well. */
function refusalOf(
  deps: VmqDeps,
  bound: Binding,
  signer: VmqSigner,
  call: VmqCall,
): Promise<VmqAnswer> | null {
  if (bound.is === 'changed') return refuseChanged(deps, signer, call);
  return bound.is === 'refused' ? refuseVmq(deps, refusedBefore(bound.code), signer.merchant) : null;
}

async function refuseChanged(deps: VmqDeps, { merchant }: VmqSigner, call: VmqCall): Promise<VmqAnswer> {
  const [account] = await listVmqAccounts(deps, merchant.pid);
  await raiseReplayAlert(deps, account?.id ?? null, call.content);
  return refuseVmq(deps, refuse('changed.vmq'), merchant);
}

interface DetailedRefusal {
  refusal: VmqRefusal;
  detail?: RefusalDetail;
}

function timeRefusal(time: TimeCheck): DetailedRefusal | null {
  if (time.ok) return null;
  if (time.why === 'not_a_time') return { refusal: refuse('vmq_time') };
  const refusal = time.why === 'too_old' ? refuse('too_old.vmq') : refuse('in_future.vmq');
  return { refusal, detail: { skewMs: time.skewMs } };
}

function timeOf({ time, timeDigits }: VmqCall, now: number): TimeCheck {
  if (time.length !== timeDigits) return { ok: false, why: 'not_a_time' };
  return checkTime(time, now);
}

/** A signature of a shop may hold a time of any later day. */
const KEPT_MS = 30 * DAY;

/**
 * Uses the signature of a V免签 shop's /createOrder up. It is made with the same key as the app's and without
 * separators, and buyers may see it: with a `param` of their choice it can be one over a push of money, word for word.
 */
export async function useUpShopSign(
  db: Db,
  { sign, payId, now }: { sign: string; payId: string; now: number },
): Promise<void> {
  const used = bodyHash({ action: 'createOrder', data: payId });
  await bindRequest(db, { replayKey: vmqReplayKey(sign), bodyHash: used, at: now + KEPT_MS }, TAKEN);
}
