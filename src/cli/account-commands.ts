import {
  changeHourlyBudget,
  DEFAULT_INTERVAL_MS,
  limitAccount,
  listenModes,
  openAccount,
  refuseBudget,
  USUAL_SILENCE_MS,
} from '../flow/accounts/index.ts';
import { perHourOf } from '../plugin-host/index.ts';
import type { Services } from '../services.ts';
import { terminal } from '../shared/actor.ts';
import { SECOND } from '../shared/clock.ts';
import { refuse } from '../shared/errors.ts';
import { wordsOf } from '../shared/saying.ts';
import { limitOptions, readLimitOptions } from './limit-options.ts';
import { namingOptions, oneOf, readOptions, required, wholeNumber } from './options.ts';
import { type Terminal, withServices } from './with-house.ts';

/** The plugins' settings that have an option of their own; `--set` takes any other. */
const settingOptions = { password: 'password', 'base-url': 'base_url' } as const;
const optionOfField = {
  intervalMs: 'interval',
  base_url: 'base-url',
  username: 'login',
  hourly_budget: 'hourly-budget',
};

export async function accountAdd(args: string[], place: Terminal): Promise<{ id: number }> {
  const { options } = readOptions(args, [
    'platform',
    'login',
    'mode',
    'interval',
    'pid',
    'password',
    'base-url',
    'unheard',
    'hourly-budget',
    ...limitOptions,
  ]);
  const platform = required(options, 'platform');
  const login = required(options, 'login');
  const mode = oneOf('mode', options.mode ?? 'continuous', listenModes);
  const intervalMs =
    options.interval === undefined ? DEFAULT_INTERVAL_MS : wholeNumber('interval', options.interval) * SECOND;
  const limits = readLimitOptions(options);
  const budget = options['hourly-budget'];
  const hourlyBudget = budget === undefined ? null : wholeNumber('hourly-budget', budget);
  const unheard = oneOf('unheard', options.unheard ?? 'wait', ['wait', 'take']);
  const settings: Record<string, string> = {};
  for (const [option, key] of Object.entries(settingOptions)) {
    const value = options[option as keyof typeof settingOptions];
    if (value !== undefined) settings[key] = value;
  }
  return withServices(place, async (services) => {
    const pid = await merchantOf(services, options.pid);
    // As in the console: nobody asks a phone, so that a buyer has nothing to press for.
    if (mode === 'on_demand' && services.plugins.get(platform).listening === 'forwarded')
      throw refuse('usage.notAsked', { platform });
    if (options.unheard !== undefined && services.plugins.get(platform).listening !== 'forwarded')
      throw refuse('usage.notReported', { platform });
    if (budget !== undefined && services.plugins.get(platform).listening === 'forwarded')
      throw refuse('usage.notAsked', { platform });
    const most = perHourOf(services.plugins.get(platform));
    await namingOptions(optionOfField, async () => refuseBudget(hourlyBudget, most));
    const form = { login, mode, intervalMs, settings };
    const isForwarded = services.plugins.get(platform).listening === 'forwarded';
    const listening = { acceptKey: false, silentAfterMs: USUAL_SILENCE_MS, toldLimitFen: null };
    const added = isForwarded ? { listening: { ...listening, takesUnheard: unheard === 'take' } } : {};
    const id = await namingOptions(optionOfField, () =>
      openAccount(services.accountDeps, { pid, platform, form, ...added }, terminal),
    );
    const account = await services.accounts.get(services.db, id);
    if (limits) await limitAccount(services.accountDeps, account, limits, terminal);
    if (hourlyBudget !== null)
      await changeHourlyBudget(services.accountDeps, account, { hourlyBudget, most }, terminal);
    return { id };
  });
}

export async function accountList(args: string[], place: Terminal): Promise<unknown> {
  readOptions(args, []);
  return withServices(place, async ({ accounts, db }) => {
    const all = await accounts.list(db);
    return all.map((one) => ({ ...one, healthReason: one.healthReason && wordsOf(one.healthReason) }));
  });
}

/** The merchant that was named, else the only one there is. */
export async function merchantOf({ merchants, db }: Services, pid: string | undefined): Promise<number> {
  if (pid !== undefined) return (await merchants.get(db, wholeNumber('pid', pid))).pid;
  const [first, ...others] = await merchants.list(db);
  if (!first) throw refuse('usage.noMerchant');
  if (others.length > 0) throw refuse('usage.whichMerchant', { count: others.length + 1 });
  return first.pid;
}
