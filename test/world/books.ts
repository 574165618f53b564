import type { Db } from '../../src/shared/db.ts';
import { yuan } from './truth.ts';

/** What the product wrote down about money, for whoever reads a story. */
export async function booksOf(db: Db): Promise<string[]> {
  const rows = await db('receipts')
    .orderBy('id')
    .select(
      'id',
      'account_id',
      'amount_fen',
      'state',
      'reason',
      'trade_no',
      'paid_at',
      'seen_at',
      'raw',
      'why',
    );
  const texts = await db('forwarded_texts')
    .orderBy('id')
    .select('at', 'account_id', 'device_id', 'text', 'received_at', 'outcome', 'why', 'placed', 'receipt_id');
  const notes = await db('notifications').whereNot({ state: 'delivered' });
  const tried = await db('notification_attempts')
    .whereIn(
      'trade_no',
      notes.map(({ trade_no }) => trade_no),
    )
    .orderBy('id');
  const told = await db('events').whereNotNull('trade_no').orderBy('id');
  const ordered = await db('orders').orderBy('id');
  const asked = await db('accounts')
    .leftJoin('account_polls', 'account_polls.account_id', 'accounts.id')
    .select('accounts.id', 'health', 'health_reason', 'last_ok_at', 'polled_until', 'failures', 'last_error');
  const counters = await db('listener_counters').select('name', 'seen', 'told');
  const time = (at: unknown) => new Date(Number(at)).toISOString().slice(11, 23);
  return [
    ...ordered.map(
      (row) =>
        `order ${row.out_trade_no} ${row.trade_no} account ${row.account_id} ${row.pay_type} ${yuan(row.payable_fen ?? 0)} ${row.state} created ${time(row.created_at)} placed ${time(row.placed_at ?? 0)} expires ${time(row.expires_at)} held ${time(row.held_until)} ${row.odd ?? ''}`,
    ),
    ...rows.map(
      (row) =>
        `receipt ${row.id} account ${row.account_id} ${yuan(row.amount_fen)} ${row.state} ${row.reason ?? ''} ${row.trade_no ?? ''} paid ${time(row.paid_at)} seen ${time(row.seen_at)} ${row.why}`,
    ),
    ...asked.map((row) => `account ${JSON.stringify(row)}`),
    ...counters.map((row) => `counter ${row.name} ${row.seen} told ${row.told}`),
    ...notes.map((row) => `notification ${JSON.stringify(row)}`),
    ...tried.map((row) => `attempt ${JSON.stringify(row)}`),
    ...told.map((row) => `event ${time(row.at)} ${row.trade_no} ${row.what} ${row.by ?? ''} ${row.detail}`),
    ...texts.map(
      (row) =>
        `text ${time(row.at)} account ${row.account_id} device ${row.device_id} "${row.text}" received ${time(row.received_at)} ${row.outcome} ${row.why ?? ''} ${row.placed ?? ''} ${row.receipt_id ?? ''}`,
    ),
  ];
}
