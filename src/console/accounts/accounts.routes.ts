import { type Response, Router } from 'express';
import {
  type Account,
  changeAccount,
  noteLoginTest,
  openAccount,
  routeChanges,
  switchAccount,
} from '../../flow/accounts/index.ts';
import { endMerchantKey } from '../../flow/devices/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';
import { refuse, type ToldProblem } from '../../shared/errors.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { refuseField } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { type FormValues, formValues, type Trouble, troubleOf } from '../form-values.ts';
import { isWallet } from '../listeners/forwarded-platforms.ts';
import { createLoad } from '../load.ts';
import {
  type AccountInputs,
  accountInputs,
  readAccountForm,
  readListening,
  refusedFields,
  toFormFields,
} from './account-form.ts';
import { type AccountView, readAccounts } from './account-list.ts';
import { type LimitsCard, limitsCard } from './limits-card.ts';
import { type RequestsCard, requestsCard } from './requests-card.ts';

type Platform = ReturnType<PluginRegistry['get']>;

export interface AccountsPage {
  accounts: AccountView[];
  hasPlatforms: boolean;
  /** Some are told of payments by phones and PCs. */
  hasForwarded: boolean;
}

export interface PlatformChoicePage {
  platforms: {
    id: string;
    name: string;
    payTypes: readonly PayType[];
    namedByReceipts: boolean;
    isForwarded: boolean;
    /** Its money is seen by the codes that it makes for orders. */
    onlyBills: boolean;
  }[];
  /** Plugins that could not be loaded, with why. */
  broken: { folder: string; problem: string }[];
}

export interface AccountFormPage {
  platform: { id: string; name: string };
  /** What to think of before money is told by a phone; empty for a platform that is only asked. */
  /** What is done at the platform first, step by step. */
  setup: string[];
  advice: string[];
  /** True: a phone may tell beside the platform. */
  isAlsoTold: boolean;
  /** True: a person may have to log in, with a picture or a session of his own. */
  hasPersonalLogin: boolean;
  /** Null: a new one. */
  view: AccountView | null;
  inputs: AccountInputs;
  /** Something is entered, or wrong, where most people need nothing. */
  isAdvancedOpen: boolean;
  /** More than one: the form asks whose account it is. */
  pids: { pid: number; name: string }[];
  pid: string;
  /** True: leading the account elsewhere asks for the password. */
  asksPassword: boolean;
  trouble: Trouble | null;
  /** Beside the fields: what was wrong with the form, else what the platform refused. */
  problems: ToldProblem[];
  /** True: the login was tried just now, and works. */
  loginWorks: boolean;
  /** Null: a new one. */
  limits: LimitsCard | null;
  /** Null where the platform isn't asked. */
  requests: RequestsCard | null;
  done: DoneNotice | null;
}

/** What was just done included trying the login. */
const TESTED: ReadonlySet<string> = new Set(['tested', 'added', 'savedTested']);

/** Accounts under /console/accounts: list, add, edit, switch on and off, try the login. */
export function accountsRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { db, plugins } = deps;
  const load = createLoad(deps);

  router.get('/accounts', may('accounts.see'), async (_req, res) => {
    const own = await deps.accounts.listWithin(db, actorOf(res).shown);
    const accounts = await readAccounts(deps, preferencesOf(res).lang, own);
    const hasPlatforms = plugins.list().some(({ platform }) => platform !== null);
    const hasForwarded = accounts.some(({ devices }) => devices !== null);
    renderPage<AccountsPage>(res, 'console/accounts', { page: { accounts, hasPlatforms, hasForwarded } });
  });

  router.get('/accounts/new', may('account.add'), async (req, res) => {
    const id = String(req.query.platform ?? '');
    if (id === '') return choosePlatform(res);
    await showForm(res, plugins.get(id), { account: null });
  });

  router.post('/accounts/new', may('account.add'), async (req, res) => {
    const typed = formValues(req.body);
    const platform = plugins.get(typed.platform ?? '');
    try {
      const pid = await pidOf(res, typed);
      const form = readAccountForm(platform, typed);
      const listening = readListening(platform, typed);
      const added = { pid, platform: platform.id, form, listening };
      const id = await openAccount(deps, added, actorOf(res));
      if (!listening) await deps.testLogin(await deps.accounts.get(db, id));
      if (deps.logins.openAsk(id)) return res.redirect(303, `/console/accounts/${id}/login`);
      res.redirect(303, `/console/accounts/${id}?done=${listening ? 'addedForwarded' : 'added'}`);
    } catch (error) {
      await showForm(res, platform, {
        account: null,
        typed,
        trouble: inForm(troubleOf(error, preferencesOf(res).t)),
      });
    }
  });

  router.get('/accounts/:id', may('accounts.see'), async (req, res) => {
    const account = await load.accountFor(actorOf(res), req.params.id);
    const platform = plugins.find(account.platform);
    if (!platform) return showWithoutPlugin(res, account);
    await showForm(res, platform, { account, done: String(req.query.done ?? '') });
  });

  router.post('/accounts/:id', may('account.edit'), async (req, res) => {
    const before = await load.accountFor(actorOf(res), req.params.id);
    const platform = plugins.get(before.platform);
    const typed = formValues(req.body);
    try {
      const form = readAccountForm(platform, typed);
      const listening = readListening(platform, typed);
      const led = routeChanges(platform, before, form, listening);
      if (led.length > 0) await askPassword.unlessConfirmed(req, res);
      const saved = await changeAccount(
        { ...deps, endMerchantKey: (trx, account) => endMerchantKey(trx, deps, account) },
        before,
        { form, listening },
        actorOf(res),
      );
      const isTested = listening === null && saved.isOther;
      if (isTested) await deps.testLogin(saved.after);
      if (isTested && deps.logins.openAsk(before.id))
        return res.redirect(303, `/console/accounts/${before.id}/login`);
      res.redirect(303, `/console/accounts/${before.id}?done=${isTested ? 'savedTested' : 'saved'}`);
    } catch (error) {
      await showForm(res, platform, {
        account: before,
        typed,
        trouble: inForm(troubleOf(error, preferencesOf(res).t)),
      });
    }
  });

  router.post('/accounts/:id/enabled', may('account.switch'), async (req, res) => {
    const account = await load.accountFor(actorOf(res), req.params.id);
    const enabled = formValues(req.body).enabled === '1';
    await switchAccount(deps, account, enabled, actorOf(res));
    res.redirect(303, `/console/accounts/${account.id}?done=${enabled ? 'enabled' : 'disabled'}`);
  });

  router.post('/accounts/:id/test', may('account.test'), async (req, res) => {
    const account = await load.accountFor(actorOf(res), req.params.id);
    const platform = plugins.get(account.platform);
    if (platform.listening === 'forwarded') {
      throw refuse('not_found.login');
    }
    const { ok, ask, isTooSoon } = await deps.testLogin(account);
    if (isTooSoon) return res.redirect(303, `/console/accounts/${account.id}?done=loginTooSoon`);
    await noteLoginTest(deps, account, ok, actorOf(res));
    res.redirect(303, `/console/accounts/${account.id}${ask ? '/login' : '?done=tested'}`);
  });

  /** Whose account a new one is: the only merchant's, or the one that was chosen. */
  async function pidOf(res: Response, typed: FormValues): Promise<number> {
    const all = await deps.merchants.listNames(db, actorOf(res).scope);
    const chosen = typed.pid === undefined ? all : all.filter(({ pid }) => String(pid) === typed.pid);
    const [merchant, ...others] = chosen;
    if (merchant && others.length === 0) return merchant.pid;
    throw refuseField('bad_pid', 'pid', saying('console.account.pidMissing'));
  }

  function choosePlatform(res: Response): void {
    const { lang } = preferencesOf(res);
    const page: PlatformChoicePage = { platforms: [], broken: [] };
    for (const { folder, platform, problem } of plugins.list()) {
      if (platform === null) page.broken.push({ folder, problem });
      else {
        const { id, name, payTypes, terminal } = platform;
        page.platforms.push({
          id,
          name: name[lang],
          payTypes,
          namedByReceipts: terminal.namedByReceipts,
          isForwarded: platform.listening === 'forwarded',
          onlyBills: platform.listening === 'polled' && platform.onlyBills === true,
        });
      }
    }
    // What most people come for; the others stay as they are listed.
    const isWalletId = ({ id }: { id: string }) => Number(isWallet(plugins.get(id)));
    page.platforms.sort((one, other) => isWalletId(other) - isWalletId(one));
    renderPage<PlatformChoicePage>(res, 'console/account-platform', { page });
  }

  async function showForm(
    res: Response,
    platform: Platform,
    more: {
      account: Account | null;
      typed?: FormValues;
      trouble?: Trouble;
      done?: string;
    },
  ): Promise<void> {
    const { lang, t } = preferencesOf(res);
    const { account, typed = null, trouble = null } = more;
    const [view] = account ? await readAccounts(deps, lang, [account]) : [];
    const { scope, shown } = actorOf(res);
    const merchants = account ? [] : await deps.merchants.listNames(db, scope);
    const [only = '', ...others] = shown === 'all' ? [] : shown;
    const inputs = accountInputs(platform, lang, { account, typed });
    const problems = trouble?.fields ?? refusedFields(account, t);
    const isWrong = (name: string) => problems.some(({ field }) => field === name);
    const page: AccountFormPage = {
      platform: { id: platform.id, name: platform.name[lang] },
      setup: (platform.setup ?? []).map((one) => one[lang]),
      advice: platform.told ? (platform.advice ?? []).map((one) => one[lang]) : [],
      isAlsoTold: platform.listening === 'polled' && platform.told !== undefined,
      hasPersonalLogin: hasPersonalLogin(platform),
      view: view ?? null,
      inputs,
      isAdvancedOpen: inputs.advanced.some(({ name, value }) => value !== '' || isWrong(name)),
      pids: merchants,
      pid: typed?.pid ?? String(others.length === 0 ? only : ''),
      asksPassword: account !== null && askPassword.isNeeded(res.req),
      trouble,
      problems,
      loginWorks: TESTED.has(more.done ?? '') && view?.account.health === 'ok' && view.devices === null,
      limits: account && (await limitsCard(deps, limitsOf(account))),
      requests: account && platform.listening === 'polled' ? await requestsCard(deps, account) : null,
      done: doneNotice(more.done),
    };
    const path = account ? undefined : `/console/accounts/new?platform=${platform.id}`;
    const status = trouble?.status ?? 200;
    renderPage<AccountFormPage>(res, 'console/account', { page, status, ...(path && { path }) });
  }

  async function showWithoutPlugin(res: Response, account: Account): Promise<void> {
    const [view] = await readAccounts(deps, preferencesOf(res).lang, [account]);
    const page: AccountFormPage = {
      platform: { id: account.platform, name: account.platform },
      setup: [],
      advice: [],
      isAlsoTold: false,
      hasPersonalLogin: false,
      view: view ?? null,
      inputs: {
        login: { label: '', hint: '', value: account.login },
        mode: account.mode,
        interval: '',
        settings: [],
        advanced: [],
        leastInterval: null,
        listening: null,
      },
      isAdvancedOpen: false,
      pids: [],
      pid: '',
      asksPassword: false,
      trouble: null,
      problems: [],
      loginWorks: false,
      limits: null,
      requests: null,
      done: null,
    };
    renderPage<AccountFormPage>(res, 'console/account', { page });
  }

  return router;
}

function limitsOf({ id, pid, limits }: Account): Parameters<typeof limitsCard>[1] {
  return { pid, accountId: id, codeId: null, limits, action: `/console/accounts/${id}/limits` };
}

function hasPersonalLogin(platform: Platform): boolean {
  if (platform.listening !== 'polled') return false;
  const { challenge, handOver } = platform.login;
  return challenge !== undefined || handOver !== undefined;
}

function inForm(trouble: Trouble): Trouble {
  return { ...trouble, fields: toFormFields(trouble.fields) };
}
