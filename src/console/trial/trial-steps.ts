import type { Notification } from '../../flow/notifications/index.ts';
import type { Order, OrderState } from '../../flow/orders/index.ts';
import type { Receipt } from '../../flow/receipts/index.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { formatFen } from '../../shared/money.ts';
import { type Saying, say } from '../../shared/saying.ts';

/** One light of a trial. `bad`: it stands still here, and `text` says why. */
export interface TrialStep {
  id: 'created' | 'shown' | 'heard' | 'receipt' | 'matched' | 'told';
  state: 'done' | 'now' | 'waits' | 'bad';
  title: string;
  text: string;
  /** ms */
  at: number | null;
}

/** Who tells of the account's money, and what was heard of it since the order. */
export type Heard =
  /** `askedAt`: when the platform last answered; `problem`: why it does not. */
  | { by: 'platform'; askedAt: number | null; problem: Saying | null; waitsForPress: boolean }
  /** `device`: the one that was heard last, at `heardAt`; `textAt`: when a notification came. */
  | { by: 'devices'; device: string | null; heardAt: number | null; textAt: number | null };

export interface TrialFacts {
  order: Order;
  state: OrderState;
  code: string;
  heard: Heard;
  receipt: Receipt | undefined;
  notification: Notification | undefined;
  formatTime(ms: number): string;
}

/** The lights of a trial, in the order in which they go on. */
export function trialSteps(facts: TrialFacts, t: Translate): TrialStep[] {
  const { order, code, receipt, notification } = facts;
  const payable = order.placement?.payableFen ?? order.moneyFen;
  const isPaid = order.state === 'paid';
  const isTold = notification?.state === 'acknowledged';
  const heard = heardStep(facts, t);
  const steps: TrialStep[] = [
    light('created', true, t('console.trial.created'), {
      text: t('console.trial.createdText', { amount: formatFen(payable), code }),
      at: order.createdAt,
    }),
    light('shown', true, t('console.trial.shown'), { text: t('console.trial.shownText') }),
    heard,
    light('receipt', receipt !== undefined || isPaid, t('console.trial.receipt'), {
      text: receipt
        ? t('console.trial.receiptText', { amount: formatFen(receipt.amountFen) })
        : t(isPaid ? 'console.trial.byHand' : 'console.trial.receiptWaits', { amount: formatFen(payable) }),
      at: receipt?.seenAt ?? null,
    }),
    light('matched', isPaid, t('console.trial.matched'), {
      text: t(isPaid ? 'console.trial.matchedText' : 'console.trial.matchedWaits'),
      at: order.paidAt,
    }),
    light('told', isTold, t('console.trial.told'), {
      text: t(isTold ? 'console.trial.toldText' : 'console.trial.toldWaits'),
      at: isTold ? notification.acknowledgedAt : null,
    }),
  ];
  const next = steps.findIndex(({ state }) => state !== 'done');
  return steps.map((step, index) =>
    index === next && step.state === 'waits' && facts.state === 'pending' ? { ...step, state: 'now' } : step,
  );
}

function light(
  id: TrialStep['id'],
  isDone: boolean,
  title: string,
  { text, at = null }: { text: string; at?: number | null },
): TrialStep {
  return { id, state: isDone ? 'done' : 'waits', title, text, at };
}

function heardStep({ order, heard, formatTime }: TrialFacts, t: Translate): TrialStep {
  const isPaid = order.state === 'paid';
  if (heard.by === 'platform') {
    const title = t('console.trial.asked');
    if (heard.problem && !isPaid)
      return { ...light('heard', false, title, { text: say(t.lang, heard.problem) }), state: 'bad' };
    if (heard.askedAt !== null || isPaid)
      return light('heard', true, title, { text: t('console.trial.askedText'), at: heard.askedAt });
    return light('heard', false, title, {
      text: t(heard.waitsForPress ? 'console.trial.askedPress' : 'console.trial.askedWaits'),
    });
  }
  const title = t('console.trial.phone');
  if (heard.textAt !== null || isPaid)
    return light('heard', true, title, { text: t('console.trial.phoneText'), at: heard.textAt });
  const { device, heardAt } = heard;
  if (device === null || heardAt === null)
    return { ...light('heard', false, title, { text: t('console.trial.phoneNone') }), state: 'bad' };
  return light('heard', false, title, {
    text: t('console.trial.phoneWaits', { device, time: formatTime(heardAt) }),
  });
}
