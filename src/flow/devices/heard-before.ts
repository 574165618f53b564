import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Db } from '../../shared/db.ts';
import type { AccountRepository } from '../accounts/index.ts';
import { quietAt, silenceAt, usualRules } from '../counting/index.ts';
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
 * Of an account of which something was told at `at` (ms): since when nobody that would have told of its money had been
 * heard before that, so that what is told may be as old. Null: somebody had been, within the usual jitter, or nobody is
 * known.
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
  return last === null || last >= enough ? null : last;
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

/** The device's last word before `at`; or before it was quiet or silent, where what it said since may be of that time. */
function heardBefore({ silences, lastSeenAt, heartbeatAt }: Device, at: number): number {
  const away = heartbeatAt === null ? quietAt(silences, at) : silenceAt(silences, at);
  return away?.from ?? Math.min(Number(lastSeenAt), at);
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
