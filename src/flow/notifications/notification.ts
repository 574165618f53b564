import type { Db } from '../../shared/db.ts';
import type { Saying } from '../../shared/saying.ts';

/**
 * queued → acknowledged; queued → given_up → acknowledged (re-sent by hand) or queued again (by hand).
 * Acknowledged is final.
 */
export type NotificationState = 'queued' | 'acknowledged' | 'given_up';

/** What a shop must be told about one paid order. Times in ms. */
export interface Notification {
  tradeNo: string;
  state: NotificationState;
  queuedAt: number;
  /** Planned attempts so far; those made by hand don't count, so that they use up no place in the schedule. */
  attempts: number;
  /** Null: none is planned. */
  nextAttemptAt: number | null;
  acknowledgedAt: number | null;
  /** Why the last attempt failed; null when none did, and after the acknowledgement. */
  lastCause: Saying | null;
}

/** acknowledged: the shop has it; refused: it answered something else; failed: no answer came. */
export type AttemptOutcome = 'acknowledged' | 'refused' | 'failed';

/** One call to a shop and what came of it. */
export interface ShopCall {
  /** ms */
  startedAt: number;
  durationMs: number;
  /** Null: no answer came. */
  httpStatus: number | null;
  outcome: AttemptOutcome;
  /** Null when acknowledged. Its values are short, as it is stored. */
  cause: Saying | null;
  /** The first 512 bytes of the answer as text. */
  bodyHead: string;
}

/** A call as it was kept. */
export interface Attempt extends ShopCall {
  id: number;
  tradeNo: string;
  /** Which of the planned attempts it was, from 1; 0 when a person sent it. */
  number: number;
  byHand: boolean;
}

/** A call that is over and not yet kept. */
export interface FinishedCall {
  tradeNo: string;
  number: number;
  byHand: boolean;
  call: ShopCall;
  /** Writes down who sent it by hand, in the transaction that keeps the call. */
  note?: (trx: Db) => Promise<void>;
  /** After a planned attempt failed: when the next one is due, ms; null when the schedule is over. */
  nextAttemptAt: number | null;
}
