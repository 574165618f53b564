import type { Knex } from 'knex';

const AT_ONCE = 200;

/**
 * An amount is one order's in its scope, whatever the pay types. Of those that two orders hold at this moment, all but the
 * first go on under a name of their own, until they are released; the amount stays taken.
 */
export async function up(db: Knex): Promise<void> {
  for (;;) {
    const twice = await db('amount_slots')
      .groupBy('scope', 'payable_fen')
      .havingRaw('count(*) > 1')
      .limit(AT_ONCE)
      .select('scope', 'payable_fen');
    if (twice.length === 0) return;
    for (const { scope, payable_fen } of twice) {
      const [, ...others] = await db('amount_slots')
        .where({ scope, payable_fen })
        .orderBy('id')
        .select('id', 'pay_type');
      for (const { id, pay_type } of others)
        await db('amount_slots')
          .where({ id })
          .update({ scope: `${scope}/${pay_type}` });
    }
  }
}
