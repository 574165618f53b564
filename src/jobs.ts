import { forgetRequests } from './flow/bound-requests/index.ts';
import { CODE_DAYS_KEPT_MS, codeDays } from './flow/code-limits/index.ts';
import { watchListeners } from './flow/devices/index.ts';
import { dropOldTexts, endWaits } from './flow/forwarding/index.ts';
import { releaseSlots } from './flow/listening/index.ts';
import { tellLosses } from './flow/lost-messages/index.ts';
import { expireOrders } from './flow/orders/index.ts';
import { settleLeftovers } from './flow/settlement/index.ts';
import { forgetRefusals, REFUSALS_KEPT_MS } from './flow/shop-refusals/index.ts';
import { keepTime } from './keep-time.ts';
import type { Job } from './scheduler/index.ts';
import type { Services } from './services.ts';
import { DAY } from './shared/clock.ts';
import { purgeSessions } from './users/index.ts';

/** What is done again and again. Every job is bounded, safe to run twice and in several processes at once. */
export function jobsOf(services: Services): Job[] {
  const { db, clock, orderEvents, listener, notifier, settlement } = services;
  return [
    { name: 'keep-time', cron: '*/10 * * * * *', run: () => keepTime(services) },
    {
      name: 'expire-orders',
      cron: '* * * * * *',
      run: (signal) => expireOrders(db, clock.now(), (tradeNo) => orderEvents.changed(tradeNo), signal),
    },
    {
      name: 'release-slots',
      cron: '*/5 * * * * *',
      run: async (signal) => {
        const now = clock.now();
        await releaseSlots(db, now, services.zone.dayOf(now), services.lastHeard);
        await services.shortages.watch(signal);
      },
    },
    { name: 'close-bills', cron: '*/5 * * * * *', run: (signal) => services.bills.close(signal) },
    { name: 'look-for-new-orders', cron: '* * * * * *', run: (signal) => listener.tick(signal) },
    { name: 'look-for-plugins', cron: '*/2 * * * * *', run: () => services.pluginShelf.look() },
    { name: 'keep-sessions', cron: '11 * * * * *', run: (signal) => listener.keepSessions(signal) },
    {
      name: 'settle-leftovers',
      cron: '*/10 * * * * *',
      run: (signal) => settleLeftovers(settlement, { signal }),
    },
    { name: 'end-waits', cron: '* * * * * *', run: (signal) => endWaits(services.forwarding, signal) },
    { name: 'deliver-notifications', cron: '* * * * * *', run: (signal) => notifier.deliverDue(signal) },
    {
      name: 'watch-listeners',
      cron: '*/2 * * * * *',
      run: (signal) => watchListeners(services.forwarding, services.isForwarded, signal),
    },
    {
      name: 'tell-losses',
      cron: '*/5 * * * * *',
      run: (signal) => tellLosses(services.forwarding, signal),
    },
    {
      name: 'forget-forwarded',
      cron: '0 17 * * * *',
      run: async () => {
        await forgetRequests(db, clock.now() - DAY);
        await dropOldTexts(db, clock.now() - 30 * DAY);
      },
    },
    { name: 'write-shop-refusals', cron: '*/5 * * * * *', run: () => services.shopRefusals.write() },
    {
      name: 'forget-shop-refusals',
      cron: '0 27 * * * *',
      run: () => forgetRefusals(db, clock.now() - REFUSALS_KEPT_MS),
    },
    {
      name: 'forget-code-days',
      cron: '0 37 * * * *',
      run: () => codeDays.forgetDays(db, services.zone.dayOf(clock.now() - CODE_DAYS_KEPT_MS)),
    },
    { name: 'purge-sessions', cron: '0 7 * * * *', run: () => purgeSessions(db, clock.now()) },
  ];
}
