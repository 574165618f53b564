import type { Knex } from 'knex';

/** Phones and PCs that forward payment notifications. */
export async function up(db: Knex): Promise<void> {
  if (await db.schema.hasTable('devices')) return;
  await db.schema.createTable('devices', (t) => {
    t.increments('id');
    t.integer('pid').notNullable();
    t.integer('account_id').notNullable(); // 0: a V免签 app, which reports for all accounts of its merchant
    t.string('app', 20).notNullable(); // sms_forwarder | pc | vmq
    t.string('name', 100).notNullable();
    t.string('told_name', 100); // what it calls itself; null: not heard yet
    t.text('secret_sealed'); // its own; null: it signs with the merchant's key
    t.string('packages', 300).notNullable().defaultTo('');
    t.string('app_version', 40);
    t.integer('battery');
    t.bigInteger('first_seen_at').notNullable();
    t.bigInteger('last_seen_at');
    t.bigInteger('heartbeat_at'); // null: it never sent one, so its silence proves nothing
    t.bigInteger('silent_since'); // null: alive
    t.text('silences'); // JSON: those of the last days, when it had been sending heartbeats
    t.text('skew_samples').notNullable(); // JSON
    t.integer('text_day').notNullable().defaultTo(0);
    t.integer('texts').notNullable().defaultTo(0); // on that day
    t.unique(['account_id', 'pid', 'app', 'name']);
  });
}
