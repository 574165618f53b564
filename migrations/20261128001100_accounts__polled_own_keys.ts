import type { Knex } from 'knex';

/**
 * Accounts that are asked at a back end take no merchant's key from devices: they had it from the column's default, and no
 * page offers to end it. Theirs are the codes without a kind; 收钱吧 was the one such platform that came with the program.
 */
export async function up(db: Knex): Promise<void> {
  const asked = await db('accounts as a')
    .where({ accept_key: true })
    .andWhere((either) =>
      either
        .where({ platform: 'sqbpay' })
        .orWhereExists((code) => code.from('codes').whereRaw('codes.account_id = a.id').whereNull('kind')),
    )
    .select('id');
  for (const { id } of asked) await db('accounts').where({ id }).update({ accept_key: false });
}
