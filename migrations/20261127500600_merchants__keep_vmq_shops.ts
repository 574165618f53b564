import type { Knex } from 'knex';

/**
 * Merchants whose V免签 shop or app is in use sign with the epay key, which V免签 had no other for: it stays good for
 * their shops until they switch it off. Merchants that never used V免签 begin with the V免签 key alone.
 */
export async function up(db: Knex): Promise<void> {
  for (const { pid, rules: text } of await db('merchants').select('pid', 'rules')) {
    const rules = JSON.parse(String(text)) as Record<string, unknown>;
    if (rules.vmqEpayKey !== undefined) continue;
    const order = await db('orders').where({ pid, protocol: 'vmq' }).first('id');
    const app = await db('devices').where({ pid, app: 'vmq' }).whereNotNull('last_seen_at').first('id');
    const isPrepared = Boolean(rules.vmqNotifyUrl || rules.vmqReturnUrl);
    if (!order && !app && !isPrepared) continue;
    await db('merchants')
      .where({ pid })
      .update({ rules: JSON.stringify({ ...rules, vmqEpayKey: true }) });
  }
}
