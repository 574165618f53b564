import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import type { Log } from '../../shared/log.ts';
import type { Fen } from '../../shared/money.ts';
import { type Account, type AccountRepository, type Code, codes } from '../accounts/index.ts';
import { amendAlert, raiseAlert, resolveAlert } from '../alerts/index.ts';
import {
  ageWatch,
  type CounterWatch,
  type DayLosses,
  provenLosses,
  seenSoFar,
  sightedAt,
  standingLosses,
  standsNextAt,
  watchCounter,
} from '../counting/index.ts';
import {
  counterName,
  type ListenerCounter,
  listDueCounters,
  partsOfCounterName,
  readCounter,
  saveCounter,
} from './listener-counter.repository.ts';

/** More than an installation has accounts; the rest is done next time. */
const AT_ONCE = 200;

/** What a text says of the day; `countersOfToday` false: of no day that is known. */
interface TextCounters {
  amountFen: Fen;
  channels: readonly string[];
  count?: number;
  totalFen?: Fen;
  countersOfToday?: boolean;
}

/**
 * Notes what a text said of the day (今日第n笔, 共计¥x) and tells the owner of what is proven lost by now. A jump is not
 * told at once: messages overtake each other, so it must stand for two minutes (see standingLosses). What fills a gap
 * that was told takes the alert back at once. In the transaction of the message, the account locked.
 */
export async function noteDayCounters(
  trx: Db,
  log: Log,
  { account, now }: { account: Pick<Account, 'id'>; now: number },
  said: TextCounters,
  { happenedAt, lateMs }: { happenedAt: number; lateMs: number | null },
): Promise<void> {
  const dayAt = said.countersOfToday ? sightedAt(happenedAt, lateMs) : null;
  if (dayAt === null) return;
  const kind = counterKind(said.channels, await codes.listCodes(trx, [account.id]));
  if (kind === null) return;
  const sighting = {
    amountFen: said.amountFen,
    count: said.count ?? null,
    totalFen: said.totalFen ?? null,
    happenedAt: dayAt,
    ...(dayAt !== happenedAt && { atAnyTime: true as const }),
  };
  const name = counterName(account.id, kind);
  const { watch, told } = await readCounter(trx, name);
  await tell(trx, log, name, { watch: watchCounter(watch, sighting, now), told }, now);
}

/**
 * The kind of code whose daily numbers a text tells; null when that can't be told. Where a sentence is that of several
 * kinds, the account's codes tell: 个人码 and 经营码 are never together at one. Mixed up, the numbers of two kinds would
 * look like losses.
 */
export function counterKind(
  channels: readonly string[],
  codes: readonly Pick<Code, 'kind'>[],
): string | null {
  const [only, ...others] = channels;
  if (only === undefined || others.length === 0) return only ?? null;
  const [kind, ...more] = channels.filter((channel) => codes.some((code) => code.kind === channel));
  return kind !== undefined && more.length === 0 ? kind : null;
}

/** The job: tells of the gaps that have stood long enough meanwhile, though no message came. */
export async function tellLosses(
  { db, clock, log, accounts }: { db: Db; clock: Clock; log: Log; accounts: Pick<AccountRepository, 'lock'> },
  signal: AbortSignal,
): Promise<void> {
  for (const name of await listDueCounters(db, clock.now(), AT_ONCE)) {
    if (signal.aborted) return;
    await inTransaction(db, async (trx) => {
      await accounts.lock(trx, partsOfCounterName(name).accountId);
      const now = clock.now();
      const { watch, told } = await readCounter(trx, name);
      await tell(trx, log, name, { watch: ageWatch(watch, now), told }, now);
    });
  }
}

async function tell(
  trx: Db,
  log: Log,
  name: string,
  { watch, told }: ListenerCounter,
  now: number,
): Promise<void> {
  const { accountId, kind } = partsOfCounterName(name);
  const days = standingLosses(watch);
  for (const { day, lost: messages, lostFen } of days) {
    const before = told.find((one) => one.day === day);
    if (messages === (before?.lost ?? 0) && (messages === 0 || lostFen === before?.lostFen)) continue;
    const subject = `lost:${name}:${day}`;
    const detail = { kind, day, messages, lostFen };
    if (messages === 0) {
      await resolveAlert(trx, subject, now); // they were only late
    } else if (messages > (before?.lost ?? 0)) {
      log.error({ accountId, kind, day, messages, lostFen }, 'notifications_lost');
      await raiseAlert(trx, { kind: 'lost_messages', subject, accountId, detail, now });
    } else {
      await amendAlert(trx, subject, detail); // some were late; who has seen the alert need not see it again
    }
  }
  const missing = days.filter(({ lost }) => lost > 0);
  await saveCounter(
    trx,
    name,
    { watch, told: missing },
    mayGrow(watch, missing) ? standsNextAt(watch) : null,
  );
}

/** True when fresh messages show a gap that was not told yet. Days that are no longer kept stay as they were told. */
function mayGrow(watch: CounterWatch, told: DayLosses[]): boolean {
  const all = provenLosses(seenSoFar(watch)).filter(({ lost }) => lost > 0);
  return JSON.stringify(all) !== JSON.stringify(told);
}
