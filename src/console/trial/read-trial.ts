import { type Account, codes } from '../../flow/accounts/index.ts';
import { reportsFor } from '../../flow/devices/index.ts';
import { listTexts } from '../../flow/forwarding/index.ts';
import { listPolls } from '../../flow/listening/index.ts';
import { notifications } from '../../flow/notifications/index.ts';
import { type Order, shownState } from '../../flow/orders/index.ts';
import { receipts } from '../../flow/receipts/index.ts';
import { ruleToConfirm } from '../../flow/text-rules/index.ts';
import type { Lang, Translate } from '../../shared/i18n/index.ts';
import { type Fen, formatFen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { UserActor } from '../../users/index.ts';
import { timeFormatter } from '../../web/index.ts';
import { codeName, pictureOf } from '../accounts/account-list.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { explainMismatch } from '../explain-match.ts';
import { choiceOf } from './trial-codes.ts';
import { type Heard, type TrialStep, trialSteps } from './trial-steps.ts';

/** Money that came since to the account, and fits nothing yet. */
export interface TrialStray {
  id: number;
  text: string;
  why: string;
  /** It waits for the owner's word for its kind of notification. */
  canConfirm: boolean;
}

/** A trial as it stands now; what the page shows and goes on asking for. */
export interface TrialLive {
  address: string;
  tradeNo: string;
  /** `over`: its time ran out, or it was closed. */
  outcome: 'waits' | 'paid' | 'done' | 'over';
  payableFen: Fen;
  payType: PayType;
  /** What is scanned; null: there is nothing to scan now. */
  picture: string | null;
  /** True: its buyer types nothing. */
  fixesAmount: boolean;
  expiresAt: number;
  /** The platform is asked only when somebody says that he has paid. */
  asksBuyer: boolean;
  /** From the order to the shop's word, in seconds; null: not there yet. */
  seconds: number | null;
  steps: TrialStep[];
  strays: TrialStray[];
  account: { id: number; isTold: boolean } | null;
  /** The same once more. */
  againHref: string;
}

const STRAYS_SHOWN = 3;
const SEEN = 20;

/** `order`: one that was begun as a trial, proven to be within the actor's scope. */
export async function readTrial(
  deps: ConsoleDeps,
  actor: UserActor,
  order: Order,
  { lang, t }: { lang: Lang; t: Translate },
): Promise<TrialLive> {
  const { db, clock } = deps;
  const now = clock.now();
  const { tradeNo, placement } = order;
  const state = shownState(order, now);
  const account = placement ? await deps.accounts.find(db, placement.accountId) : undefined;
  const code = placement ? await codes.findCode(db, placement.codeId) : undefined;
  const platform = account && deps.plugins.find(account.platform);
  const shown = state === 'pending' ? await deps.shownCode(order) : undefined;
  const notification = await notifications.findNotification(db, tradeNo);
  const came = account
    ? await receipts.listReceipts(db, { accountId: account.id, from: order.createdAt }, SEEN)
    : [];
  const isTold = platform?.listening === 'forwarded';
  const steps = trialSteps(
    {
      ...{ order, state, notification },
      code: code ? codeName(code, platform, lang) : `#${placement?.codeId ?? 0}`,
      heard: account ? await heardOf(deps, account, order, isTold) : nobody,
      receipt: order.receiptId === null ? undefined : await receipts.findReceipt(db, order.receiptId),
      formatTime: timeFormatter(deps.config.displayZone),
    },
    t,
  );
  if (state === 'pending' && account && placement)
    deps.noteLooked(account.id, order.placedAt ?? order.createdAt);
  const toldAt = notification?.state === 'acknowledged' ? notification.acknowledgedAt : null;
  const payType = placement?.payType ?? order.requestedType;
  if (payType === null) throw new Error(`trial ${tradeNo} has no pay type`);
  const again = new URLSearchParams({
    code: choiceOf(placement?.codeId ?? 0, payType),
    amount: formatFen(order.moneyFen),
  });
  return {
    ...{ address: `/console/trial/${tradeNo}`, tradeNo, steps, payType },
    outcome: toldAt !== null ? 'done' : state === 'paid' ? 'paid' : state === 'pending' ? 'waits' : 'over',
    payableFen: placement?.payableFen ?? order.moneyFen,
    picture: shown ? await pictureOf(shown) : null,
    fixesAmount: shown?.fixesAmount ?? false,
    expiresAt: order.expiresAt,
    asksBuyer: !isTold && account?.mode === 'on_demand',
    seconds: toldAt === null ? null : Math.max(0, Math.round((toldAt - order.createdAt) / 1000)),
    strays: came
      .filter(({ state: itsState }) => itsState === 'unmatched')
      .slice(0, STRAYS_SHOWN)
      .map((receipt) => ({
        id: receipt.id,
        text: t('console.trial.stray', { amount: formatFen(receipt.amountFen) }),
        why: receipt.reason ? explainMismatch(receipt.reason, t) : '',
        canConfirm: actor.may('rule.confirm') && ruleToConfirm(receipt) !== null,
      })),
    account: account ? { id: account.id, isTold } : null,
    againHref: `/console/trial?${again}`,
  };
}

const nobody: Heard = { by: 'devices', device: null, heardAt: null, textAt: null };

async function heardOf(deps: ConsoleDeps, account: Account, order: Order, isTold: boolean): Promise<Heard> {
  const { db, clock, plugins } = deps;
  const since = order.createdAt;
  if (!isTold) {
    const poll = (await listPolls(db, [account.id])).get(account.id);
    const isFailing = poll !== undefined && poll.failures > 0 && (poll.lastStartedAt ?? 0) >= since;
    return {
      by: 'platform',
      askedAt: poll?.lastOkAt != null && poll.lastOkAt >= since ? poll.lastOkAt : null,
      problem: isFailing ? poll.lastError : null,
      waitsForPress: account.mode === 'on_demand',
    };
  }
  const devices = (await deps.devices.listWithin(db, [account.pid], clock.now())).filter((device) =>
    reportsFor(plugins, device, account),
  );
  const [last] = devices.sort((a, b) => (b.lastSeenAt ?? 0) - (a.lastSeenAt ?? 0));
  const [text] = await listTexts(db, { accountId: account.id }, 1);
  return {
    by: 'devices',
    device: last?.name ?? null,
    heardAt: last?.lastSeenAt ?? null,
    textAt: text && text.at >= since ? text.at : null,
  };
}
