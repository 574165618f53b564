import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Platform } from '../../plugin-api/index.ts';
import { checkSettings, type PluginRegistry, settingsForCall } from '../../plugin-host/index.ts';
import type { Clock } from '../../shared/clock.ts';
import { type Db, inTransaction, isDuplicate } from '../../shared/db.ts';
import { type FieldProblem, Refusal, refuse } from '../../shared/errors.ts';
import { fieldProblems } from '../../shared/http.ts';
import { refuseFields } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import type { AccountRepository } from './account.repository.ts';
import { type Account, type ListenMode, listenModes, MAX_INTERVAL_MS, MIN_INTERVAL_MS } from './account.ts';
import { listCodes, updateCode } from './code.repository.ts';
import { longestLogin, terminalOf } from './code-terminal.ts';

export interface AccountDeps {
  db: Db;
  clock: Clock;
  accounts: AccountRepository;
  plugins: PluginRegistry;
}

/** What a person fills in for an account; `settings` are the plugin's fields, secrets among them. */
export interface AccountForm {
  login: string;
  mode: ListenMode;
  intervalMs: number;
  settings: Record<string, string>;
}

const Common = z.object({
  login: z.string().trim().min(1, 'problem.empty').max(100, 'problem.tooLong'),
  mode: z.enum(listenModes, 'problem.notListenMode'),
  intervalMs: z
    .number('problem.notNumber')
    .int('problem.notWholeMs')
    .min(MIN_INTERVAL_MS, 'problem.intervalShort')
    .max(MAX_INTERVAL_MS, 'problem.intervalLong'),
});

/** The setting that is the login itself; the form asks for it once. */
const LOGIN_SETTING = 'username';

const TYPE_AGAIN = saying('problem.typeAgain');

/** The settings by which the platform is reached that differ in a changed form. */
export function changedAddresses(
  platform: Pick<Platform, 'settings'>,
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const [was, is] = [before, after].map((settings) =>
    settingsForCall(platform, addressesOf(platform, settings)),
  );
  return platform.settings
    .filter(({ key, type }) => type === 'url' && was?.[key] !== is?.[key])
    .map(({ key }) => key);
}

function addressesOf(platform: Pick<Platform, 'settings'>, settings: Readonly<Record<string, string>>) {
  const addresses = platform.settings.filter(({ type }) => type === 'url');
  return Object.fromEntries(
    addresses.map(({ key }) => [key, (settings[key] ?? '').trim().replace(/\/+$/, '')]),
  );
}

/** Adds an account of `pid` at `platform`. Returns its id. Refusal that names each wrong field, or 'unknown_platform'. */
export async function addAccount(
  deps: AccountDeps,
  pid: number,
  platform: string,
  form: AccountForm,
): Promise<number> {
  const fields = checkForm(deps, platform, form, {});
  try {
    return await deps.accounts.insert(deps.db, pid, platform, fields, deps.clock.now());
  } catch (error) {
    throw isDuplicate(error) ? alreadyListed(form.login) : error;
  }
}

/**
 * Writes a changed form; a secret left empty stays as it was, unless the platform's address changed: what one host was
 * trusted with is never sent to another. A login that was refused stays refused until another one, or its password anew, is entered. Refusal as with
 * addAccount, or 'unknown_account'.
 */
export async function editAccount(deps: AccountDeps, id: number, form: AccountForm): Promise<void> {
  const account = await deps.accounts.get(deps.db, id);
  const platform = deps.plugins.get(account.platform);
  const isElsewhere = changedAddresses(platform, account.settings, form.settings).length > 0;
  const kept = isElsewhere ? {} : await deps.accounts.openSecrets(deps.db, id);
  const fields = checkForm(deps, account.platform, form, kept, isElsewhere);
  // Whoever types a password wants it tried, be it the one that is known.
  const isTyped = platform.settings.some(({ key, type }) => type === 'secret' && form.settings[key]);
  const isSame = account.login === fields.login && isDeepStrictEqual(account.settings, fields.settings);
  const isOtherLogin = isTyped || !isSame;
  try {
    await inTransaction(deps.db, async (trx) => {
      await deps.accounts.update(trx, id, fields, { isOtherLogin });
      await renameTerminals(trx, deps, account, fields.login);
    });
  } catch (error) {
    throw isDuplicate(error) ? alreadyListed(form.login) : error;
  }
}

/** Terminal numbers that are made of the account's name follow it. */
async function renameTerminals(trx: Db, deps: AccountDeps, account: Account, login: string): Promise<void> {
  const platform = deps.plugins.get(account.platform);
  if (platform.listening !== 'forwarded' || login === account.login) return;
  for (const code of await listCodes(trx, [account.id])) {
    if (code.kind)
      await updateCode(trx, code.id, { ...code, terminal: terminalOf(platform, code.kind, login) });
  }
}

function checkForm(
  deps: AccountDeps,
  platformId: string,
  form: AccountForm,
  keepSecrets: Record<string, string>,
  isElsewhere = false,
) {
  const platform = deps.plugins.get(platformId);
  const common = Common.safeParse(form);
  const problems: FieldProblem[] = common.success ? [] : fieldProblems(common.error);
  const longest = platform.listening === 'forwarded' ? longestLogin(platform) : null;
  if (common.success && longest !== null && common.data.login.length > longest) {
    problems.push({ field: 'login', problem: saying('problem.tooLong', { max: longest }) });
  }
  const wantsLogin = platform.settings.some((field) => field.key === LOGIN_SETTING);
  const given = wantsLogin ? { ...form.settings, [LOGIN_SETTING]: form.login } : form.settings;
  try {
    const { open, secrets } = checkSettings(platform, given, { keepSecrets });
    if (common.success && problems.length === 0) return { ...common.data, settings: open, secrets };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const wrong = error.fields.filter(({ field }) => field !== LOGIN_SETTING || problems.length === 0);
    const isForgotten = (field: string) =>
      isElsewhere &&
      !form.settings[field] &&
      platform.settings.some(({ key, type }) => key === field && type === 'secret');
    problems.push(...wrong.map((one) => (isForgotten(one.field) ? { ...one, problem: TYPE_AGAIN } : one)));
  }
  throw refuseFields('bad_account', problems);
}

function alreadyListed(login: string): Refusal {
  const problem = saying('problem.alreadyAdded');
  return refuse('duplicate_account', { login, problem }, { fields: [{ field: 'login', problem }] });
}
