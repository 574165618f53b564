import type { Candidate } from '../../../src/flow/matching/index.ts';
import { MINUTE } from '../../../src/shared/clock.ts';
import { fen } from '../../../src/shared/money.ts';

const LIFE = 5 * MINUTE;
const HOLD = 10 * MINUTE;

/** An order of 10.00 for a personal code, made at `now` (ms) and waiting for its money. */
export function newOrder(tradeNo: string, now: number): Candidate {
  return {
    ...{ tradeNo, state: 'pending', createdAt: now, expiresAt: now + LIFE, heldUntil: now + HOLD },
    ...{ paidAt: null, receiptId: null },
    placement: {
      ...{ payType: 'wxpay', payableFen: fen(1000), accountId: 1, codeId: 1 },
      ...{ terminal: 'wxpay1#a', why: '{}' },
    },
  };
}
