import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAttemptRecorder } from '../../../src/flow/notifications/attempt-recorder.ts';
import type { FinishedCall } from '../../../src/flow/notifications/notification.ts';
import { databases } from '../../support/database.ts';
import { type DeliveryRoom, openDeliveryRoom } from './delivery-room.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`keeping attempts on ${name}`, () => {
    let room: DeliveryRoom;
    beforeAll(async () => {
      room = await openDeliveryRoom(name);
    });
    afterAll(() => room.close());

    const finished = (tradeNo: string, bodyHead: string, nextAttemptAt: number | null): FinishedCall => ({
      tradeNo,
      number: 1,
      byHand: false,
      nextAttemptAt,
      call: { startedAt: 0, durationMs: 1, httpStatus: 500, outcome: 'refused', cause: null, bodyHead },
    });

    test('one that the database refuses takes no other with it, and each hears its own outcome', async () => {
      const record = createAttemptRecorder({ db: room.db, clock: room.clock, owner: 'a' });
      for (const tradeNo of ['FIRST', 'GOOD', 'BAD', 'OVER']) await room.enqueue(tradeNo, 'a');
      const unstorable = null as unknown as string;
      const outcomes = await Promise.allSettled([
        record(finished('FIRST', '', 5)),
        record(finished('GOOD', '', 5)),
        record(finished('BAD', unstorable, 5)),
        record(finished('OVER', '', null)),
      ]);
      expect(outcomes).toMatchObject([
        { status: 'fulfilled', value: false },
        { status: 'fulfilled', value: false },
        { status: 'rejected' },
        { status: 'fulfilled', value: true },
      ]);
      expect(await room.state('BAD')).toMatchObject({ state: 'queued', attempts: 0 });
      expect(await room.attempts('GOOD')).toHaveLength(1);
      expect(await record(finished('BAD', '', 5))).toBe(false);
      expect(await room.state('BAD')).toMatchObject({ attempts: 1 });
    });
  });
}
