export { createNotifier, LEASE_MS, type Notifier, type NotifierDeps } from './deliver.ts';
export * as notifications from './notification.repository.ts';
export type {
  Attempt,
  AttemptOutcome,
  Notification,
  NotificationState,
  ShopCall,
} from './notification.ts';
export { attemptOffsets, nextAttemptAt } from './retry-schedule.ts';
export { judgeAnswer } from './shop-answer.ts';
export { notificationQuery, notificationUrl, returnUrl } from './shop-message.ts';
export type { ToldOrder } from './told-order.ts';
