import type { Knex } from 'knex';
import * as settings from './20261122000100_settings__create.ts';
import * as users from './20261122000200_users__create.ts';
import * as sessions from './20261122000300_sessions__create.ts';
import * as auditEntries from './20261122000400_audit_entries__create.ts';
import * as merchants from './20261122000500_merchants__create.ts';
import * as accounts from './20261122000600_accounts__create.ts';
import * as codes from './20261122000700_codes__create.ts';
import * as orders from './20261122000800_orders__create.ts';
import * as amountSlots from './20261122000900_amount_slots__create.ts';
import * as accountPolls from './20261122001000_account_polls__create.ts';
import * as receipts from './20261122001100_receipts__create.ts';
import * as notifications from './20261122001200_notifications__create.ts';
import * as notificationAttempts from './20261122001300_notification_attempts__create.ts';
import * as codesKind from './20261122001400_codes__kind.ts';
import * as accountsAcceptKey from './20261122001500_accounts__accept_key.ts';
import * as accountsSilentAfter from './20261122001600_accounts__silent_after.ts';
import * as devices from './20261122001700_devices__create.ts';
import * as forwardedRequests from './20261122001800_forwarded_requests__create.ts';
import * as forwardedTexts from './20261122001900_forwarded_texts__create.ts';
import * as receiptEvidence from './20261122002000_receipt_evidence__create.ts';
import * as textRules from './20261122002100_text_rules__create.ts';
import * as listenerCounters from './20261122002200_listener_counters__create.ts';
import * as alerts from './20261122002300_alerts__create.ts';
import * as ordersCreatedPeriod from './20261125000100_orders__created_period.ts';
import * as ordersFillCreatedPeriod from './20261125000200_orders__fill_created_period.ts';
import * as ordersAmountIndexes from './20261125000300_orders__amount_indexes.ts';
import * as devicesUid from './20261125000400_devices__uid.ts';
import * as devicesTimeZone from './20261125000500_devices__time_zone.ts';
import * as forwardedTextsLongTexts from './20261125000600_forwarded_texts__long_texts.ts';
import * as amountSlotsWhatTheyHold from './20261127100100_amount_slots__what_they_hold.ts';
import * as amountSlotsFill from './20261127100200_amount_slots__fill.ts';
import * as amountSlotsSeveralOfAnOrder from './20261127100300_amount_slots__several_of_an_order.ts';
import * as ordersPlaced from './20261127100400_orders__placed.ts';
import * as ordersFillHeldPeriod from './20261127100500_orders__fill_held_period.ts';
import * as ordersHeldIndex from './20261127100600_orders__held_index.ts';
import * as orderPlacements from './20261127100700_order_placements__create.ts';
import * as accountPollsEndedAt from './20261127100800_account_polls__ended_at.ts';
import * as forwardedRequestsOutcome from './20261127200100_forwarded_requests__outcome.ts';
import * as accountsHeardAt from './20261127200200_accounts__heard_at.ts';
import * as accountsTakesUnheard from './20261127200300_accounts__takes_unheard.ts';
import * as accountsFillHeardAt from './20261127200400_accounts__fill_heard_at.ts';
import * as devicesFirstBeatAt from './20261127200500_devices__first_beat_at.ts';
import * as devicesFillFirstBeatAt from './20261127200600_devices__fill_first_beat_at.ts';

interface Migration {
  up(db: Knex): Promise<void>;
}

/**
 * Every change of the tables, in order. Frozen once released; each is one change and safe to run again
 * (MySQL can't roll back a change of structure). The list is written out, so that it is the same from the
 * sources and from the build.
 */
export const migrations: ReadonlyArray<{ name: string; migration: Migration }> = [
  { name: '20261122000100_settings__create', migration: settings },
  { name: '20261122000200_users__create', migration: users },
  { name: '20261122000300_sessions__create', migration: sessions },
  { name: '20261122000400_audit_entries__create', migration: auditEntries },
  { name: '20261122000500_merchants__create', migration: merchants },
  { name: '20261122000600_accounts__create', migration: accounts },
  { name: '20261122000700_codes__create', migration: codes },
  { name: '20261122000800_orders__create', migration: orders },
  { name: '20261122000900_amount_slots__create', migration: amountSlots },
  { name: '20261122001000_account_polls__create', migration: accountPolls },
  { name: '20261122001100_receipts__create', migration: receipts },
  { name: '20261122001200_notifications__create', migration: notifications },
  { name: '20261122001300_notification_attempts__create', migration: notificationAttempts },
  { name: '20261122001400_codes__kind', migration: codesKind },
  { name: '20261122001500_accounts__accept_key', migration: accountsAcceptKey },
  { name: '20261122001600_accounts__silent_after', migration: accountsSilentAfter },
  { name: '20261122001700_devices__create', migration: devices },
  { name: '20261122001800_forwarded_requests__create', migration: forwardedRequests },
  { name: '20261122001900_forwarded_texts__create', migration: forwardedTexts },
  { name: '20261122002000_receipt_evidence__create', migration: receiptEvidence },
  { name: '20261122002100_text_rules__create', migration: textRules },
  { name: '20261122002200_listener_counters__create', migration: listenerCounters },
  { name: '20261122002300_alerts__create', migration: alerts },
  { name: '20261125000100_orders__created_period', migration: ordersCreatedPeriod },
  { name: '20261125000200_orders__fill_created_period', migration: ordersFillCreatedPeriod },
  { name: '20261125000300_orders__amount_indexes', migration: ordersAmountIndexes },
  { name: '20261125000400_devices__uid', migration: devicesUid },
  { name: '20261125000500_devices__time_zone', migration: devicesTimeZone },
  { name: '20261125000600_forwarded_texts__long_texts', migration: forwardedTextsLongTexts },
  { name: '20261127100100_amount_slots__what_they_hold', migration: amountSlotsWhatTheyHold },
  { name: '20261127100200_amount_slots__fill', migration: amountSlotsFill },
  { name: '20261127100300_amount_slots__several_of_an_order', migration: amountSlotsSeveralOfAnOrder },
  { name: '20261127100400_orders__placed', migration: ordersPlaced },
  { name: '20261127100500_orders__fill_held_period', migration: ordersFillHeldPeriod },
  { name: '20261127100600_orders__held_index', migration: ordersHeldIndex },
  { name: '20261127100700_order_placements__create', migration: orderPlacements },
  { name: '20261127100800_account_polls__ended_at', migration: accountPollsEndedAt },
  { name: '20261127200100_forwarded_requests__outcome', migration: forwardedRequestsOutcome },
  { name: '20261127200200_accounts__heard_at', migration: accountsHeardAt },
  { name: '20261127200300_accounts__takes_unheard', migration: accountsTakesUnheard },
  { name: '20261127200400_accounts__fill_heard_at', migration: accountsFillHeardAt },
  { name: '20261127200500_devices__first_beat_at', migration: devicesFirstBeatAt },
  { name: '20261127200600_devices__fill_first_beat_at', migration: devicesFillFirstBeatAt },
];
