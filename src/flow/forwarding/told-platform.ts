import type { PluginRegistry } from '../../plugin-host/index.ts';
import type { Db } from '../../shared/db.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { type Account, codes } from '../accounts/index.ts';

type Plugins = Pick<PluginRegistry, 'find'>;
type At = Pick<Account, 'platform'>;
/** What can tell of payments, as manifests name it. */
export type Listener = 'phone' | 'pc' | 'vmq';

/** The apps whose notifications are meant where a phone doesn't name the app: the template of old leaves it out. */
export function usualPackages(plugins: Plugins, { platform }: At): string[] {
  return (plugins.find(platform)?.told?.apps ?? []).map((app) => app.package);
}

/**
 * True where this kind of listener may tell of the platform's payments: as its manifest says; where a back end is asked,
 * the apps on a phone alone, for they count for nothing there but a reason to ask. What is not installed says nothing:
 * a phone's texts are kept then, and settle nothing.
 */
export function mayTell(plugins: Plugins, { platform }: At, listener: Listener): boolean {
  const found = plugins.find(platform);
  if (found?.listening === 'forwarded') return found.listeners.includes(listener);
  return listener === 'phone' && (found === undefined || found.told !== undefined);
}

/** True where a back end is asked: what an app tells beside it is one more reason to ask. */
export function isAsked(plugins: Plugins, { platform }: At): boolean {
  return plugins.find(platform)?.listening === 'polled';
}

/** The pay type of money that came to a platform that takes one; null where it takes several. */
export function onlyPayTypeOf(plugins: Plugins, { platform }: At): PayType | null {
  const [only = null, ...others] = plugins.find(platform)?.payTypes ?? [];
  return others.length === 0 ? only : null;
}

/** The pay type of money whose text doesn't tell it: that of the account's codes in use, where they take but one. */
export async function payTypeOfCodes(db: Db, { id }: Pick<Account, 'id'>): Promise<PayType | null> {
  const inUse = (await codes.listCodes(db, [id])).filter(({ enabled }) => enabled);
  const [only = null, ...others] = new Set(inUse.flatMap(({ payTypes }) => payTypes));
  return others.length === 0 ? only : null;
}

/** The kind of code that a PC monitor's number means at this platform; null: it has none of that number. */
export function kindOfNumber(plugins: Plugins, { platform }: At, number: number): string | null {
  const found = plugins.find(platform);
  if (found?.listening !== 'forwarded') return null;
  return found.codeKinds.find((kind) => kind.number === number)?.id ?? null;
}
