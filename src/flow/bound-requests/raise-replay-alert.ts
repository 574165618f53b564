import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Log } from '../../shared/log.ts';
import { raiseAlert } from '../alerts/index.ts';
import type { MessageContent } from './signed-request.ts';

/** A signed time came with another body than the first: somebody replays what they overheard, or a device is broken. */
export async function raiseReplayAlert(
  { db, clock, log }: { db: Db; clock: Clock; log: Log },
  accountId: number | null,
  message: MessageContent,
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
