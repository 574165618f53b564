import type { Knex } from 'knex';

/** Accounts whose devices were heard, or that were told of money, go on as they did. */
export async function up(db: Knex): Promise<void> {
  const accounts = await db('accounts').whereNull('heard_at').select('id', 'pid', 'platform');
  for (const { id, pid, platform } of accounts) {
    // V免签 apps report for the WeChat and the Alipay accounts of their merchant.
    const byApp = platform === 'wxpay' || platform === 'alipay' ? [0] : [];
    const device = await db('devices')
      .where({ pid })
      .whereIn('account_id', [id, ...byApp])
      .whereNotNull('last_seen_at')
      .first('last_seen_at');
    const receipt = device ? undefined : await db('receipts').where({ account_id: id }).first('seen_at');
    const at = device?.last_seen_at ?? receipt?.seen_at;
    if (at !== undefined) await db('accounts').where({ id }).update({ heard_at: at });
  }
}
