import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import type { Log } from '../../shared/log.ts';
import type { Account, AccountRepository } from '../accounts/index.ts';
import type { DeviceRepository } from '../devices/index.ts';
import type { MerchantDirectory } from '../merchants/index.ts';
import { receipts } from '../receipts/index.ts';
import { type SettlementDeps, settleReceipt } from '../settlement/index.ts';
import { bindFewRequests } from './forwarded-request.repository.ts';
import { keepSameSecond, SAME_SECOND_AT_MOST, signsSeconds } from './keep-same-second.ts';
import { checkTime, DEFAULT_TIME_TOLERANCE_MS } from './message-time.ts';
import { raiseReplayAlert } from './raise-replay-alert.ts';
import type { PhoneFrame } from './read-frame.ts';
import { readPhoneFrame } from './read-frame.ts';
import { type ForwardedMessage, type ForwardedRequest, readMessage } from './read-message.ts';
import { type PcFrame, readPcFrame } from './read-pc-frame.ts';
import type { RefusalDetail } from './recent-refusals.ts';
import { bodyHash, replayKey } from './replay-key.ts';
import type { RuleBook } from './rule-book.ts';
import { verifyForwarderSign } from './sms-forwarder-sign.ts';
import type { Taken } from './take-message.ts';
import { takePcMessage } from './take-pc-message.ts';
import { takePhoneMessage } from './take-phone-message.ts';

export interface ForwardingDeps {
  db: Db;
  clock: Clock;
  log: Log;
  accounts: AccountRepository;
  merchants: MerchantDirectory;
  devices: DeviceRepository;
  rules: RuleBook;
  plugins: Pick<PluginRegistry, 'find'>;
  /** Asks the platform about this account as soon as it may; for one with a back end. */
  askPlatform(accountId: number): Promise<void>;
  settlement: SettlementDeps;
}

/** What a device is told. `ok` is true when the message was understood; then the answer contains 200, else never. */
export interface ForwardingAnswer {
  ok: boolean;
  /** Stable, for programs and the set-up helper. */
  code: string;
  /** Plain Chinese, without the digits 200 unless ok. */
  message: string;
  /** The account that the message named, when it exists. */
  accountId: number | null;
  /** Orders that it settled. */
  settled: string[];
  /** More about a refusal, for the owner's eyes only. */
  detail?: RefusalDetail;
}

/**
 * 4 PUSHED: a phone's or PC's message. Who sent it is proven by a signature over its time; that time is good for one
 * body only; what it says is kept, counted once and settled. A retry gets the same answer and counts nothing. Another
 * body is refused and the owner is told; a PC's is kept for a person all the same (see keepSameSecond).
 */
export async function receiveForwarded(
  deps: ForwardingDeps,
  request: ForwardedRequest,
): Promise<ForwardingAnswer> {
  const read = readMessage(request);
  if (!read.ok) return no(read.code, read.message);
  const { message } = read;
  const frame = message.action === 'mpay' ? readPhoneFrame(message.data) : readPcFrame(message.data);
  if (!frame.ok) {
    const { field } = frame;
    return no(frame.code, frame.message, null, field === null ? {} : { field });
  }

  const account = await deps.accounts.find(deps.db, frame.aid);
  if (!account || account.pid !== frame.pid) {
    const sender = await findForeignSigner(deps, frame.pid, message);
    const why = '模板里的 pid 或 aid 不对，请重新复制账号页面上的模板';
    return no('unknown_account', why, null, sender === null ? {} : { signerAccountId: sender });
  }
  const signer = await findSigner(deps, account, message);
  if (!signer) {
    const sender = await findForeignSigner(deps, account.pid, message);
    if (sender === null) return no('bad_sign', '签名错误，请检查短信转发器里填写的 Secret', account.id);
    const accounts = { signerAccountId: sender, namedAccountId: account.id };
    return no(
      'other_account',
      '规则里的模板是另一个账号的，请重新复制这部手机所属账号的模板',
      account.id,
      accounts,
    );
  }
  const now = deps.clock.now();
  const time = checkTime(message.time, now, DEFAULT_TIME_TOLERANCE_MS);
  if (!time.ok) {
    return no(time.why, timeMessage(time.why), account.id, 'skewMs' in time ? { skewMs: time.skewMs } : {});
  }

  const rules = await deps.rules.current();
  const signed = { replayKey: replayKey(message), bodyHash: bodyHash(message), now };
  const othersAtMost = signsSeconds(message) ? SAME_SECOND_AT_MOST : 0;
  const outcome = await inTransaction(deps.db, async (trx) => {
    await deps.accounts.lock(trx, account.id);
    const bound = await bindFewRequests(trx, signed, othersAtMost);
    const facts = { account, deviceId: signer.deviceId, signedAt: time.at, now };
    if (bound === 'other') await keepSameSecond(trx, deps, facts, frame as PcFrame, signed);
    if (bound !== 'first') return bound;
    return 'chan' in frame
      ? takePcMessage(trx, deps, facts, frame as PcFrame)
      : takePhoneMessage(trx, deps, facts, frame as PhoneFrame, rules);
  });
  if (outcome === 'again')
    return { ok: true, code: 'again', message: '200', accountId: account.id, settled: [] };
  if (outcome === 'changed') {
    await raiseReplayAlert(deps, account.id, message);
    return no('changed', '同一个签名带来了不同的内容，已拒收并提醒商户', account.id);
  }
  if (outcome === 'other' || outcome === 'other_again')
    return no('same_second', '同一秒内报了两笔不同的收款：第二笔已保存，等待人工核对', account.id);
  return {
    ok: true,
    code: outcome.code,
    message: '200',
    accountId: account.id,
    settled: await settle(deps, outcome),
  };
}

async function settle(deps: ForwardingDeps, { toSettle }: Taken): Promise<string[]> {
  const settled: string[] = [];
  for (const id of toSettle) {
    const tradeNo = await settleReceipt(deps.settlement, await receipts.getReceipt(deps.db, id));
    if (tradeNo !== null) settled.push(tradeNo);
  }
  return settled;
}

/** The device whose secret signed it, or the merchant's key as long as the owner accepts it; null: nobody's. */
async function findSigner(
  deps: ForwardingDeps,
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

/** The account of this merchant one of whose devices signed it; null: none. Asked only when a message is refused. */
async function findForeignSigner(
  deps: ForwardingDeps,
  pid: number,
  { time, sign }: ForwardedMessage,
): Promise<number | null> {
  const secrets = await deps.devices.listSecretsOf(deps.db, pid);
  return verifyForwarderSign({ time, sign, secrets })?.accountId ?? null;
}

function timeMessage(why: 'too_old' | 'in_future' | 'not_a_time'): string {
  if (why === 'not_a_time') return '时间戳格式不对，请检查消息模板里的 time';
  return `手机时间与服务器相差超过 ${DEFAULT_TIME_TOLERANCE_MS / 60_000} 分钟，请打开手机的自动校准时间`;
}

function no(
  code: string,
  message: string,
  accountId: number | null = null,
  detail: RefusalDetail = {},
): ForwardingAnswer {
  return { ok: false, code, message, accountId, settled: [], detail };
}
