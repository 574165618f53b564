import type { Knex } from 'knex';

/** Alerts about no account are about a merchant's price, and name him in their subject: "all_taken:1000:wxpay:500". */
export async function up(db: Knex): Promise<void> {
  const rows = await db('alerts').whereNull('account_id').whereNull('pid').select('id', 'subject');
  for (const { id, subject } of rows) {
    const pid = /^all_taken:(\d{1,9}):/.exec(String(subject))?.[1];
    if (pid !== undefined)
      await db('alerts')
        .where({ id })
        .update({ pid: Number(pid) });
  }
}
