import type { Knex } from 'knex';

const AT_ONCE = 200;

/** Tells the slots that are there what their orders know. */
export async function up(db: Knex): Promise<void> {
  for (;;) {
    const slots = await db('amount_slots').where({ placed_at: 0 }).limit(AT_ONCE).select('id', 'trade_no');
    if (slots.length === 0) return;
    const orders = await db('orders')
      .whereIn(
        'trade_no',
        slots.map((slot) => slot.trade_no),
      )
      .select('trade_no', 'account_id', 'money_fen', 'created_at', 'expires_at', 'state');
    const byNumber = new Map(orders.map((order) => [order.trade_no, order]));
    for (const slot of slots) {
      const order = byNumber.get(slot.trade_no);
      await db('amount_slots')
        .where({ id: slot.id })
        .update({
          account_id: order?.account_id ?? 0,
          money_fen: order?.money_fen ?? 0,
          placed_at: order?.created_at ?? 1,
          expires_at: order?.expires_at ?? 0,
          awaited: order?.state === 'pending' || order?.state === 'expired',
        });
    }
  }
}
