import { type Clock, DAY, HOUR } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Log } from '../../shared/log.ts';
import { addRefusals } from './shop-refusal.repository.ts';
import { kindOf, type RefusedRequest, type ShopRefusal } from './shop-refusal.ts';
import { sayingWithoutSecrets, withoutSecrets } from './without-secrets.ts';

/** For how long refused requests are listed. */
export const REFUSALS_KEPT_MS = 7 * DAY;

const CHINA_OFFSET_MS = 8 * HOUR;
/** Kinds that wait in memory to be written; there are never so many but when somebody makes numbers up. */
const MOST_WAITING = 300;

export interface RefusalBookDeps {
  db: Db;
  clock: Clock;
  log: Log;
  /** All merchants: a request counts as theirs by its number, and their keys stand in no row. */
  merchants: { all(): Promise<{ pid: number; key: string; vmqKey: string }[]> };
}

interface Waiting {
  kind: { code: string; reason: string };
  last: RefusedRequest;
  times: number;
  firstAt: number;
  lastAt: number;
}

/**
 * Keeps refused requests of shops for their owner. Noting one costs a look into a map; rows are written by `write`,
 * one for each cause, merchant and day, so that nobody can fill the table.
 */
export class RefusalBook {
  private waiting = new Map<string, Waiting>();

  constructor(private readonly deps: RefusalBookDeps) {}

  /** Never throws. */
  note(refused: RefusedRequest): void {
    const kind = kindOf(refused);
    if (!kind) return;
    const now = this.deps.clock.now();
    const pid = /^\d{1,9}$/.test(refused.params.pid ?? '') ? Number(refused.params.pid) : 0;
    const name = [pid, refused.door, kind.code, kind.reason].join('/');
    const known = this.waiting.get(name);
    if (!known && this.waiting.size >= MOST_WAITING) return;
    this.waiting.set(name, {
      kind,
      last: refused,
      times: (known?.times ?? 0) + 1,
      firstAt: known?.firstAt ?? now,
      lastAt: now,
    });
  }

  /** Writes what was noted since. What can't be written is dropped: no sale hangs on it. */
  async write(): Promise<void> {
    if (this.waiting.size === 0) return;
    const noted = [...this.waiting.values()];
    this.waiting = new Map();
    try {
      const merchants = await this.deps.merchants.all();
      for (const one of noted) {
        const refusal = toRefusal(one, merchants);
        const day = Math.floor((refusal.lastAt + CHINA_OFFSET_MS) / DAY);
        const { pid, door, code, reason } = refusal;
        await addRefusals(this.deps.db, [day, pid ?? 0, door, code, reason].join('/'), refusal);
      }
    } catch (error) {
      this.deps.log.warn({ err: error }, 'refusals_not_written');
    }
  }
}

function toRefusal(
  { kind, last, times, firstAt, lastAt }: Waiting,
  merchants: { pid: number; key: string; vmqKey: string }[],
): ShopRefusal {
  const secrets = merchants.flatMap(({ key, vmqKey }) => [key, vmqKey]);
  const named = merchants.find(({ pid }) => String(pid) === last.params.pid);
  return {
    ...kind,
    pid: named?.pid ?? null,
    door: last.door,
    times,
    firstAt,
    lastAt,
    answer: sayingWithoutSecrets(last.refusal.saying, secrets),
    fields: withoutSecrets(last.params, secrets),
  };
}
