import type { Attempt, Notification } from '../../flow/notifications/index.ts';
import { billIn, type EarlierPlacement, type Order, type Placement } from '../../flow/orders/index.ts';
import type { Receipt } from '../../flow/receipts/index.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { formatFen } from '../../shared/money.ts';
import { say } from '../../shared/saying.ts';
import { explainMatch, readWhy } from '../explain-match.ts';
import { explainPassed, readPassed } from '../explain-passed.ts';
import type { Reported } from '../receipts/reported-as.ts';

/** What happened to an order at one moment, ready to read. */
export interface TimelineEntry {
  /** Null: nothing has happened, or nobody wrote down when. */
  at: number | null;
  tone: 'plain' | 'good' | 'bad' | 'warn';
  title: string;
  lines: string[];
  /** Where more about it stands. */
  link: { href: string; text: string } | null;
  /** As it came from outside: shown as text, never as markup. */
  quote: string | null;
}

/** How people call the code and the account of a placement. */
export interface PlacementNames {
  /** Undefined: none yet, or it is gone. */
  codeName: string | undefined;
  accountName: string | undefined;
  /** True: a phone or PC reports the payments, and terminals mean nothing to people. */
  isForwarded: boolean;
  /** How people call the other codes that its reason names, by their numbers. */
  others: ReadonlyMap<number, string>;
}

export interface TimelineFacts extends PlacementNames {
  order: Order;
  now: number;
  /** What it had before, oldest first. */
  earlier: (PlacementNames & { placement: EarlierPlacement })[];
  receipt: Receipt | undefined;
  /** What the phone said of the payment; null: it has a number of the platform. */
  reported: Reported | null;
  notification: Notification | undefined;
  attempts: Attempt[];
  formatTime(ms: number): string;
}

/** The order's life in the order of time. */
export function orderTimeline(facts: TimelineFacts, t: Translate): TimelineEntry[] {
  const entries = [
    created(facts, t),
    ...facts.earlier.map((one) => placedBefore(facts, one, t)),
    placed(facts, t),
    renewed(facts, t),
    ended(facts, t),
    received(facts, t),
    paid(facts, t),
    ...facts.attempts.map((attempt) => attempted(attempt, t)),
    planned(facts, t),
  ].flatMap((entry) => entry ?? []);
  const sortable = entries.map((entry, index) => ({ entry, at: entry.at ?? Number.MAX_SAFE_INTEGER, index }));
  return sortable.sort((a, b) => a.at - b.at || a.index - b.index).map(({ entry }) => entry);
}

function entry(at: number | null, title: string, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return { at, title, tone: 'plain', lines: [], link: null, quote: null, ...more };
}

function created({ order }: TimelineFacts, t: Translate): TimelineEntry {
  const asked = order.requestedType
    ? t(`console.payType.${order.requestedType}`)
    : t('console.order.typeOpen');
  const lines = [t('console.order.createdAsked', { money: formatFen(order.moneyFen), type: asked })];
  if (order.protocol === 'vmq') lines.push(t('console.order.createdByVmq'));
  if (order.clientIp) lines.push(t('console.order.createdFrom', { ip: order.clientIp }));
  const title = t(order.protocol === 'trial' ? 'console.trial.audit' : 'console.order.created');
  return entry(order.createdAt, title, { lines });
}

function placed(facts: TimelineFacts, t: Translate): TimelineEntry | null {
  const { order } = facts;
  if (!order.placement) return null;
  const lines = placementLines(order, order.placement, facts, t);
  return entry(order.placedAt ?? order.createdAt, t('console.order.placed'), {
    lines,
    link: linkTo(order.placement, t),
  });
}

/** A code and amount that the order had before it got the present ones. */
function placedBefore(
  { order, formatTime }: TimelineFacts,
  { placement, ...names }: TimelineFacts['earlier'][number],
  t: Translate,
): TimelineEntry {
  const lines = placementLines(order, placement, names, t);
  lines.push(
    t('console.order.replaced', {
      time: formatTime(placement.replacedAt),
      until: formatTime(placement.heldUntil),
    }),
  );
  return entry(placement.placedAt, t('console.order.placedBefore'), { lines, link: linkTo(placement, t) });
}

function linkTo({ accountId, codeId }: Placement, t: Translate): TimelineEntry['link'] {
  return { href: `/console/accounts/${accountId}#code-${codeId}`, text: t('console.order.toAccount') };
}

function placementLines(
  order: Order,
  { terminal, payableFen, accountId, payType, why }: Placement,
  { codeName, accountName, isForwarded, others }: PlacementNames,
  t: Translate,
): string[] {
  const named = codeName && codeName !== terminal && !isForwarded ? `${codeName} (${terminal})` : codeName;
  const told = readWhy(why);
  const bill =
    billIn(terminal) === null ? null : t('console.order.bill', { reference: String(told.reference ?? '') });
  const code = bill ?? named ?? terminal;
  const lines = [t('console.order.placedOn', { account: accountName ?? `#${accountId}`, code })];
  if (order.placementNo > 0) lines.push(t(`console.payType.${payType}`));
  if (told.again === true) lines.push(t('console.order.placedAgain'));
  else if (told.fixed === true) lines.push(t('console.order.placedFixed'));
  else if (told.rule === 'least_recently_used') {
    const values = { turn: Number(told.turn), of: Number(told.of) };
    lines.push(
      Number(told.lastUsed) > 0
        ? t('console.order.placedTurn', values)
        : t('console.order.placedFirst', values),
    );
  }
  const passedOver = Array.isArray(told.passedOver) ? told.passedOver.length : 0;
  if (passedOver > 0) lines.push(t('console.order.placedPassedOver', { count: passedOver }));
  for (const { codeId, why, values } of readPassed(told.not)) {
    const code = others.get(codeId) ?? `#${codeId}`;
    lines.push(t('console.order.passedBecause', { code, why: explainPassed(why, values, t) }));
  }
  const difference = payableFen - order.moneyFen;
  const amount = formatFen(payableFen);
  lines.push(
    difference === 0
      ? t('console.order.placedExact', { amount })
      : t('console.order.placedShifted', { amount, fen: Math.abs(difference) }),
  );
  const reused = reusedOf(told.reused);
  if (reused) lines.push(t('console.order.placedReused', { ...reused }));
  return lines;
}

/** The paid order whose amount was given out again before its time, because everything else was taken. */
function reusedOf(reused: unknown): { tradeNo: string; seconds: number } | null {
  if (typeof reused !== 'object' || reused === null) return null;
  const { tradeNo, cooledMs } = reused as { tradeNo?: unknown; cooledMs?: unknown };
  return typeof tradeNo === 'string' ? { tradeNo, seconds: Math.round(Number(cooledMs) / 1000) } : null;
}

/** Its time was over, and the shop sent it again; or it got another pay type, and time for that. */
function renewed({ order, earlier, formatTime }: TimelineFacts, t: Translate): TimelineEntry | null {
  const { renewedAt, expiresAt, placement, placedAt } = order;
  if (renewedAt === null) return null;
  const all = [...earlier.map((one) => one.placement), ...(placement ? [{ ...placement, placedAt }] : [])];
  const fresh = all.find((one) => one.placedAt === renewedAt);
  const isNewType = fresh !== undefined && all.some((one) => one.payType !== fresh.payType);
  const wasAlive = earlier.some((one) => {
    return one.placement.replacedAt === renewedAt && one.placement.expiresAt > renewedAt;
  });
  const title = t(isNewType || wasAlive ? 'console.order.typeChanged' : 'console.order.renewed');
  return entry(renewedAt, title, {
    lines: [t('console.order.renewedLine', { time: formatTime(expiresAt) })],
  });
}

function ended({ order, now, formatTime }: TimelineFacts, t: Translate): TimelineEntry | null {
  if (order.closedAt !== null) {
    const by = order.closedBy ?? 'owner';
    return entry(order.closedAt, t(`console.order.closedBy.${by}`), {
      lines: [t('console.order.closedLine'), ...(by === 'buyer' ? [t('console.order.closedPaid')] : [])],
    });
  }
  const isOver = order.expiresAt <= now && (order.paidAt === null || order.paidAt > order.expiresAt);
  if (!isOver) return null;
  const lines = [t('console.order.expiredHeld', { time: formatTime(order.heldUntil) })];
  return entry(order.expiresAt, t('console.order.expired'), { lines: order.placement ? lines : [] });
}

function received(
  { receipt, reported, order, formatTime }: TimelineFacts,
  t: Translate,
): TimelineEntry | null {
  if (!receipt) return null;
  const lines = [
    t(reported ? 'console.order.receivedLineShort' : 'console.order.receivedLine', {
      amount: formatFen(receipt.amountFen),
      type: receipt.payType ? t(`console.payType.${receipt.payType}`) : t('console.notTold'),
      terminal: receipt.terminal ?? t('console.notTold'),
    }),
    t('console.order.receivedTimes', { paid: formatTime(receipt.paidAt), seen: formatTime(receipt.seenAt) }),
    reported
      ? t(reported.device ? 'console.order.receivedTextBy' : 'console.order.receivedText', { ...reported })
      : t('console.order.receivedNumber', { number: receipt.externalId }),
  ];
  return entry(receipt.seenAt, t('console.order.received'), {
    lines,
    tone: order.state === 'paid' ? 'good' : 'plain',
    link: { href: `/console/receipts/${receipt.id}`, text: t('console.order.toReceipt') },
  });
}

function paid({ order }: TimelineFacts, t: Translate): TimelineEntry | null {
  if (order.state !== 'paid') return null;
  const why = readWhy(order.whyPaid);
  const byHand = why.by === 'hand';
  const lines = byHand
    ? [
        t(order.receiptId === null ? 'console.order.paidByHand' : 'console.order.paidAssigned', {
          actor: String(why.actor ?? ''),
        }),
      ]
    : explainMatch(why, order.tradeNo, t);
  lines.push(...order.odd.map((odd) => t(`console.oddLine.${odd}`)));
  if (order.notifyUrl === '') lines.push(t('console.order.nobodyTold'));
  const tone = order.odd.length > 0 ? 'warn' : 'good';
  return entry(order.paidAt, t('console.order.paid'), { lines, tone });
}

function attempted(attempt: Attempt, t: Translate): TimelineEntry {
  const isGood = attempt.outcome === 'acknowledged';
  const title = attempt.byHand
    ? t('console.order.attemptByHand')
    : t('console.order.attempt', { number: attempt.number });
  const status = attempt.httpStatus === null ? t('console.order.noAnswer') : `HTTP ${attempt.httpStatus}`;
  const lines = [
    t('console.order.attemptLine', {
      outcome: t(`console.outcome.${attempt.outcome}`),
      status,
      ms: attempt.durationMs,
    }),
  ];
  if (attempt.cause) lines.push(say(t.lang, attempt.cause));
  return entry(attempt.startedAt, title, {
    lines,
    tone: isGood ? 'good' : 'bad',
    quote: attempt.bodyHead === '' ? null : attempt.bodyHead,
  });
}

function planned({ notification, formatTime }: TimelineFacts, t: Translate): TimelineEntry | null {
  if (!notification || notification.state === 'acknowledged') return null;
  if (notification.state === 'given_up') {
    return entry(null, t('console.order.givenUp'), { tone: 'bad', lines: [t('console.order.givenUpLine')] });
  }
  if (notification.nextAttemptAt === null) return null;
  const time = formatTime(notification.nextAttemptAt);
  return entry(null, t('console.order.nextAttempt'), {
    lines: [t('console.order.nextAttemptLine', { time })],
  });
}
