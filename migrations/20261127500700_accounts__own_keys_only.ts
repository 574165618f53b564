import type { Knex } from 'knex';

/**
 * The merchant's key counts no longer for accounts all of whose devices have keys of their own; nobody signs with it
 * there. Where a device without one was heard, a V免签 app among them, it stays as it was: its owner decides.
 */
export async function up(db: Knex): Promise<void> {
  for (const { id, pid } of await db('accounts').where({ accept_key: true }).select('id', 'pid')) {
    const devices = await db('devices')
      .where({ pid, account_id: id })
      .orWhere((either) => either.where({ pid, app: 'vmq' }).whereNotNull('last_seen_at'))
      .select('app', 'secret_sealed');
    const ownKeys = devices.filter(({ app, secret_sealed: sealed }) => app !== 'vmq' && sealed !== null);
    if (ownKeys.length === 0 || ownKeys.length < devices.length) continue;
    await db('accounts').where({ id }).update({ accept_key: false });
  }
}
