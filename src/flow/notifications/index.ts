export { createNotifier, LEASE_MS, type Notifier, type NotifierDeps } from './deliver.ts';
export type { GivenUp, GivenUpShop } from './given-up.ts';
export * as givenUp from './given-up.ts';
export { laneHost } from './lane-host.ts';
export * as notifications from './notification.repository.ts';
export type {
  Attempt,
  AttemptOutcome,
  Notification,
  NotificationState,
  ShopCall,
} from './notification.ts';
export { attemptOffsets } from './retry-schedule.ts';
