import { raiseAlert } from '../alerts/index.ts';
import type { ForwardingDeps } from './receive-message.ts';

/** A signed time came with another body than the first: somebody replays what they overheard, or a device is broken. */
export async function raiseReplayAlert(
  { db, clock, log }: Pick<ForwardingDeps, 'db' | 'clock' | 'log'>,
  accountId: number | null,
  message: { action: string; data: string },
): Promise<void> {
  log.error({ accountId, action: message.action }, 'forwarded_message_changed');
  await raiseAlert(db, {
    kind: 'replayed_message',
    subject: `replay:${accountId ?? 'unknown'}`,
    accountId,
    detail: { action: message.action, data: message.data.slice(0, 500) },
    now: clock.now(),
  });
}
