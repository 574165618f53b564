import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Db } from '../../shared/db.ts';
import type { AccountRepository } from '../accounts/index.ts';
import { quietAt, type Silence, silenceAt, usualRules } from '../counting/index.ts';
import { isDeafTo } from '../receipts/index.ts';
import type { DeviceRepository } from './device.repository.ts';
import { type Device, sourceOf } from './device.ts';
import { reportsFor } from './reports-for.ts';

interface WhoseMoney {
  accountId: number;
  pid: number;
}

interface HeardDeps {
  accounts: Pick<AccountRepository, 'find'>;
  devices: Pick<DeviceRepository, 'listNear'>;
  plugins: Pick<PluginRegistry, 'find'>;
}

/**
 * Of an account of which something was told at `at` (ms): since when it may have been paid without anybody's telling, so
 * that what is told may be as old. That is since when nobody that would have told of its money had been heard before; or,
 * where somebody had, the earliest moment in which nobody was, while one who is only just back was away. Null: somebody
 * would have told, or nobody is known.
 */
export async function unheardSince(
  db: Db,
  deps: HeardDeps,
  account: WhoseMoney,
  at: number,
): Promise<number | null> {
  const enough = at - usualRules.jitterMs;
  const reporting = await reportingFor(db, deps, account);
  const last = await lastWord(db, account, reporting, (device) => heardBefore(device, at), enough);
  if (last === null || last < enough) return last;
  const [own, apps] = [reporting.filter(isOfOneAccount), reporting.filter((one) => !isOfOneAccount(one))];
  const since = unheardMeanwhile(own, at);
  // More ears leave less unheard: most often there is no more to ask.
  if (since === null || apps.length === 0) return since;
  const ears = [...own];
  for (const app of apps) if (!(await isDeafTo(db, account.accountId, sourceOf(app.id)))) ears.push(app);
  return unheardMeanwhile(ears, at);
}

/** When somebody was last heard that tells of this account's money, ms; null: nobody is known. */
export async function lastHeardOf(db: Db, deps: HeardDeps, account: WhoseMoney): Promise<number | null> {
  const reporting = await reportingFor(db, deps, account);
  return lastWord(db, account, reporting, ({ lastSeenAt }) => Number(lastSeenAt));
}

/**
 * The latest of these devices' words, up to `enough`. A V免签 app's is none where others told of the account's payments and
 * it never did: it hears another wallet, so that its life says nothing of this one's.
 */
async function lastWord(
  db: Db,
  { accountId }: WhoseMoney,
  devices: readonly Device[],
  wordOf: (device: Device) => number,
  enough = Number.POSITIVE_INFINITY,
): Promise<number | null> {
  const [own, apps] = [devices.filter(isOfOneAccount), devices.filter((device) => !isOfOneAccount(device))];
  let last = own.length === 0 ? null : Math.max(...own.map(wordOf));
  for (const app of apps) {
    const word = wordOf(app);
    if (last !== null && (last >= enough || word <= last)) continue;
    if (own.length > 0 && (await isDeafTo(db, accountId, sourceOf(app.id)))) continue;
    last = Math.max(last ?? word, word);
  }
  return last;
}

function isOfOneAccount({ accountId }: Device): boolean {
  return accountId !== null;
}

/** The earliest moment in which none of these was heard, while one of them was away that is only just back; null: none. */
function unheardMeanwhile(devices: readonly Device[], at: number): number | null {
  const starts = devices.flatMap((device) => {
    const away = awayAt(device, at);
    if (!away) return [];
    const others = devices.filter((one) => one !== device).map((one) => one.silences);
    const gaps = others.reduce<readonly Silence[]>(inBoth, [away]);
    return gaps.map(({ from }) => from);
  });
  return starts.length === 0 ? null : Math.min(...starts);
}

/** What lies in one of these and in one of those. */
function inBoth(these: readonly Silence[], those: readonly Silence[]): Silence[] {
  return these.flatMap((one) =>
    those
      .map((other) => ({ from: Math.max(one.from, other.from), to: Math.min(one.to, other.to) }))
      .filter(({ from, to }) => from < to),
  );
}

function awayAt({ silences, heartbeatAt }: Device, at: number): Silence | undefined {
  return heartbeatAt === null ? quietAt(silences, at) : silenceAt(silences, at);
}

/** The device's last word before `at`; or before it was quiet or silent, where what it said since may be of that time. */
function heardBefore(device: Device, at: number): number {
  return awayAt(device, at)?.from ?? Math.min(Number(device.lastSeenAt), at);
}

async function reportingFor(db: Db, deps: HeardDeps, whose: WhoseMoney): Promise<Device[]> {
  const near = await deps.devices.listNear(db, whose);
  // Only whether the merchant's V免签 apps report for it stands with the account.
  if (near.some(({ accountId }) => accountId === null)) {
    const account = await deps.accounts.find(db, whose.accountId);
    return account ? near.filter((device) => reportsFor(deps.plugins, device, account)) : [];
  }
  return near;
}
