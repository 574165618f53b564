import type { Knex } from 'knex';

interface Migration {
  up(db: Knex): Promise<void>;
}

/**
 * Every change of the tables, in order. Frozen once released; each is one change and safe to run again
 * (MySQL can't roll back a change of structure). The list is written out, so that it is the same from the
 * sources and from the build. Each is loaded only where it is run: most starts run none.
 */
export const migrations: ReadonlyArray<{ name: string; load(): Promise<Migration> }> = [
  { name: '20261122000100_settings__create', load: () => import('./20261122000100_settings__create.ts') },
  { name: '20261122000200_users__create', load: () => import('./20261122000200_users__create.ts') },
  { name: '20261122000300_sessions__create', load: () => import('./20261122000300_sessions__create.ts') },
  {
    name: '20261122000400_audit_entries__create',
    load: () => import('./20261122000400_audit_entries__create.ts'),
  },
  { name: '20261122000500_merchants__create', load: () => import('./20261122000500_merchants__create.ts') },
  { name: '20261122000600_accounts__create', load: () => import('./20261122000600_accounts__create.ts') },
  { name: '20261122000700_codes__create', load: () => import('./20261122000700_codes__create.ts') },
  { name: '20261122000800_orders__create', load: () => import('./20261122000800_orders__create.ts') },
  {
    name: '20261122000900_amount_slots__create',
    load: () => import('./20261122000900_amount_slots__create.ts'),
  },
  {
    name: '20261122001000_account_polls__create',
    load: () => import('./20261122001000_account_polls__create.ts'),
  },
  { name: '20261122001100_receipts__create', load: () => import('./20261122001100_receipts__create.ts') },
  {
    name: '20261122001200_notifications__create',
    load: () => import('./20261122001200_notifications__create.ts'),
  },
  {
    name: '20261122001300_notification_attempts__create',
    load: () => import('./20261122001300_notification_attempts__create.ts'),
  },
  { name: '20261122001400_codes__kind', load: () => import('./20261122001400_codes__kind.ts') },
  {
    name: '20261122001500_accounts__accept_key',
    load: () => import('./20261122001500_accounts__accept_key.ts'),
  },
  {
    name: '20261122001600_accounts__silent_after',
    load: () => import('./20261122001600_accounts__silent_after.ts'),
  },
  { name: '20261122001700_devices__create', load: () => import('./20261122001700_devices__create.ts') },
  {
    name: '20261122001800_forwarded_requests__create',
    load: () => import('./20261122001800_forwarded_requests__create.ts'),
  },
  {
    name: '20261122001900_forwarded_texts__create',
    load: () => import('./20261122001900_forwarded_texts__create.ts'),
  },
  {
    name: '20261122002000_receipt_evidence__create',
    load: () => import('./20261122002000_receipt_evidence__create.ts'),
  },
  { name: '20261122002100_text_rules__create', load: () => import('./20261122002100_text_rules__create.ts') },
  {
    name: '20261122002200_listener_counters__create',
    load: () => import('./20261122002200_listener_counters__create.ts'),
  },
  { name: '20261122002300_alerts__create', load: () => import('./20261122002300_alerts__create.ts') },
  {
    name: '20261125000100_orders__created_period',
    load: () => import('./20261125000100_orders__created_period.ts'),
  },
  {
    name: '20261125000200_orders__fill_created_period',
    load: () => import('./20261125000200_orders__fill_created_period.ts'),
  },
  {
    name: '20261125000300_orders__amount_indexes',
    load: () => import('./20261125000300_orders__amount_indexes.ts'),
  },
  { name: '20261125000400_devices__uid', load: () => import('./20261125000400_devices__uid.ts') },
  { name: '20261125000500_devices__time_zone', load: () => import('./20261125000500_devices__time_zone.ts') },
  {
    name: '20261125000600_forwarded_texts__long_texts',
    load: () => import('./20261125000600_forwarded_texts__long_texts.ts'),
  },
  {
    name: '20261127100100_amount_slots__what_they_hold',
    load: () => import('./20261127100100_amount_slots__what_they_hold.ts'),
  },
  { name: '20261127100200_amount_slots__fill', load: () => import('./20261127100200_amount_slots__fill.ts') },
  {
    name: '20261127100300_amount_slots__several_of_an_order',
    load: () => import('./20261127100300_amount_slots__several_of_an_order.ts'),
  },
  { name: '20261127100400_orders__placed', load: () => import('./20261127100400_orders__placed.ts') },
  {
    name: '20261127100500_orders__fill_held_period',
    load: () => import('./20261127100500_orders__fill_held_period.ts'),
  },
  { name: '20261127100600_orders__held_index', load: () => import('./20261127100600_orders__held_index.ts') },
  {
    name: '20261127100700_order_placements__create',
    load: () => import('./20261127100700_order_placements__create.ts'),
  },
  {
    name: '20261127100800_account_polls__ended_at',
    load: () => import('./20261127100800_account_polls__ended_at.ts'),
  },
  {
    name: '20261127200100_forwarded_requests__outcome',
    load: () => import('./20261127200100_forwarded_requests__outcome.ts'),
  },
  { name: '20261127200200_accounts__heard_at', load: () => import('./20261127200200_accounts__heard_at.ts') },
  {
    name: '20261127200300_accounts__takes_unheard',
    load: () => import('./20261127200300_accounts__takes_unheard.ts'),
  },
  {
    name: '20261127200400_accounts__fill_heard_at',
    load: () => import('./20261127200400_accounts__fill_heard_at.ts'),
  },
  {
    name: '20261127200500_devices__first_beat_at',
    load: () => import('./20261127200500_devices__first_beat_at.ts'),
  },
  {
    name: '20261127200600_devices__fill_first_beat_at',
    load: () => import('./20261127200600_devices__fill_first_beat_at.ts'),
  },
  {
    name: '20261127300100_confirmed_rules__create',
    load: () => import('./20261127300100_confirmed_rules__create.ts'),
  },
  {
    name: '20261127300200_accounts__told_limit',
    load: () => import('./20261127300200_accounts__told_limit.ts'),
  },
  {
    name: '20261127400100_shop_refusals__create',
    load: () => import('./20261127400100_shop_refusals__create.ts'),
  },
  { name: '20261127500100_sessions__visits', load: () => import('./20261127500100_sessions__visits.ts') },
  {
    name: '20261127500200_sessions__begin_old_ones',
    load: () => import('./20261127500200_sessions__begin_old_ones.ts'),
  },
  { name: '20261127500300_merchants__vmq_key', load: () => import('./20261127500300_merchants__vmq_key.ts') },
  {
    name: '20261127500400_orders__vmq_own_key',
    load: () => import('./20261127500400_orders__vmq_own_key.ts'),
  },
  {
    name: '20261127500500_devices__own_key_at',
    load: () => import('./20261127500500_devices__own_key_at.ts'),
  },
  {
    name: '20261127500600_merchants__keep_vmq_shops',
    load: () => import('./20261127500600_merchants__keep_vmq_shops.ts'),
  },
  {
    name: '20261127500700_accounts__own_keys_only',
    load: () => import('./20261127500700_accounts__own_keys_only.ts'),
  },
  {
    name: '20261127600100_notifications__host',
    load: () => import('./20261127600100_notifications__host.ts'),
  },
  {
    name: '20261127600200_notifications__due_in_order',
    load: () => import('./20261127600200_notifications__due_in_order.ts'),
  },
  {
    name: '20261127700100_notifications__by_host',
    load: () => import('./20261127700100_notifications__by_host.ts'),
  },
  {
    name: '20261128000100_amount_slots__one_of_an_amount',
    load: () => import('./20261128000100_amount_slots__one_of_an_amount.ts'),
  },
  {
    name: '20261128000200_amount_slots__unique_amounts',
    load: () => import('./20261128000200_amount_slots__unique_amounts.ts'),
  },
  {
    name: '20261128001100_accounts__polled_own_keys',
    load: () => import('./20261128001100_accounts__polled_own_keys.ts'),
  },
  {
    name: '20261128100100_account_polls__rest_until',
    load: () => import('./20261128100100_account_polls__rest_until.ts'),
  },
  {
    name: '20261128100200_receipts__reference',
    load: () => import('./20261128100200_receipts__reference.ts'),
  },
  { name: '20261128200100_users__role', load: () => import('./20261128200100_users__role.ts') },
  { name: '20261128200200_users__fill_role', load: () => import('./20261128200200_users__fill_role.ts') },
  { name: '20261128200300_users__disabled_at', load: () => import('./20261128200300_users__disabled_at.ts') },
  {
    name: '20261128200400_user_merchants__create',
    load: () => import('./20261128200400_user_merchants__create.ts'),
  },
  { name: '20261128200500_events__create', load: () => import('./20261128200500_events__create.ts') },
  { name: '20261128200600_audit_entries__pid', load: () => import('./20261128200600_audit_entries__pid.ts') },
  {
    name: '20261128200650_audit_entries__by_merchant',
    load: () => import('./20261128200650_audit_entries__by_merchant.ts'),
  },
  {
    name: '20261128200700_audit_entries__fill_pid',
    load: () => import('./20261128200700_audit_entries__fill_pid.ts'),
  },
  { name: '20261128200800_alerts__pid', load: () => import('./20261128200800_alerts__pid.ts') },
  { name: '20261128200900_alerts__fill_pid', load: () => import('./20261128200900_alerts__fill_pid.ts') },
  {
    name: '20261128201000_orders__by_merchant',
    load: () => import('./20261128201000_orders__by_merchant.ts'),
  },
  {
    name: '20261128201100_orders__drop_by_state',
    load: () => import('./20261128201100_orders__drop_by_state.ts'),
  },
  {
    name: '20261128201200_receipts__by_merchant',
    load: () => import('./20261128201200_receipts__by_merchant.ts'),
  },
  {
    name: '20261128201300_receipts__drop_by_time',
    load: () => import('./20261128201300_receipts__drop_by_time.ts'),
  },
  {
    name: '20261128201400_receipts__by_state_and_merchant',
    load: () => import('./20261128201400_receipts__by_state_and_merchant.ts'),
  },
  {
    name: '20261128201500_receipts__drop_by_state',
    load: () => import('./20261128201500_receipts__drop_by_state.ts'),
  },
  {
    name: '20261128210100_accounts__refused_fields',
    load: () => import('./20261128210100_accounts__refused_fields.ts'),
  },
  { name: '20261128220100_bills__create', load: () => import('./20261128220100_bills__create.ts') },
  {
    name: '20261128320100_notifications__longer_causes',
    load: () => import('./20261128320100_notifications__longer_causes.ts'),
  },
  {
    name: '20261128320200_notification_attempts__longer_causes',
    load: () => import('./20261128320200_notification_attempts__longer_causes.ts'),
  },
  {
    name: '20261128330100_accounts__health_reason_wide',
    load: () => import('./20261128330100_accounts__health_reason_wide.ts'),
  },
  {
    name: '20261128340100_merchants__drop_last_turn',
    load: () => import('./20261128340100_merchants__drop_last_turn.ts'),
  },
  {
    name: '20261128350100_fixed_codes__create',
    load: () => import('./20261128350100_fixed_codes__create.ts'),
  },
  {
    name: '20261128350200_codes__has_fixed',
    load: () => import('./20261128350200_codes__has_fixed.ts'),
  },
  {
    name: '20261129200100_installed_plugins__create',
    load: () => import('./20261129200100_installed_plugins__create.ts'),
  },
  {
    name: '20261129200200_staged_plugins__create',
    load: () => import('./20261129200200_staged_plugins__create.ts'),
  },
  {
    name: '20261129300100_account_polls__bounds',
    load: () => import('./20261129300100_account_polls__bounds.ts'),
  },
  {
    name: '20261129300150_account_logins__create',
    load: () => import('./20261129300150_account_logins__create.ts'),
  },
  {
    name: '20261129300200_accounts__hourly_budget',
    load: () => import('./20261129300200_accounts__hourly_budget.ts'),
  },
  {
    name: '20261129300300_accounts__limits',
    load: () => import('./20261129300300_accounts__limits.ts'),
  },
  {
    name: '20261129300400_codes__limits',
    load: () => import('./20261129300400_codes__limits.ts'),
  },
  {
    name: '20261129300500_code_days__create',
    load: () => import('./20261129300500_code_days__create.ts'),
  },
  {
    name: '20261129300600_amount_slots__code_id',
    load: () => import('./20261129300600_amount_slots__code_id.ts'),
  },
];
