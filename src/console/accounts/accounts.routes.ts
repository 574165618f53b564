import { type Request, type Response, Router } from 'express';
import { type Account, addAccount, editAccount } from '../../flow/accounts/index.ts';
import { PlatformError } from '../../plugin-api/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';
import { inTransaction } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { noteOf } from '../acting.ts';
import { changesBetween } from '../changes.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type FormValues, formValues, type Trouble, troubleOf } from '../form-values.ts';
import {
  type AccountInputs,
  accountInputs,
  readAccountForm,
  readListening,
  toFormFields,
} from './account-form.ts';
import { type AccountView, readAccounts } from './account-list.ts';

type Platform = ReturnType<PluginRegistry['get']>;

export interface AccountsPage {
  accounts: AccountView[];
  hasPlatforms: boolean;
}

export interface PlatformChoicePage {
  platforms: {
    id: string;
    name: string;
    payTypes: readonly string[];
    namedByReceipts: boolean;
    isForwarded: boolean;
  }[];
  /** Plugins that could not be loaded, with why. */
  broken: { folder: string; problem: string }[];
}

/** What came of trying the login. */
export interface LoginTest {
  ok: boolean;
  kind: 'refused' | 'broken' | 'unreachable' | null;
  message: string;
}

export interface AccountFormPage {
  platform: { id: string; name: string };
  /** Null: a new one. */
  view: AccountView | null;
  inputs: AccountInputs;
  /** More than one: the form asks whose account it is. */
  pids: { pid: number; name: string }[];
  pid: string;
  trouble: Trouble | null;
  test: LoginTest | null;
  done: string;
}

/** Accounts under /console/accounts: list, add, edit, switch on and off, try the login. */
export function accountsRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const { db, clock, plugins } = deps;

  router.get('/accounts', async (_req, res) => {
    const accounts = await readAccounts(deps, preferencesOf(res).lang);
    const hasPlatforms = plugins.list().some(({ platform }) => platform !== null);
    renderPage<AccountsPage>(res, 'console/accounts', { page: { accounts, hasPlatforms } });
  });

  router.get('/accounts/new', async (req, res) => {
    const id = String(req.query.platform ?? '');
    if (id === '') return choosePlatform(res);
    await showForm(res, plugins.get(id), { account: null });
  });

  router.post('/accounts/new', async (req, res) => {
    const typed = formValues(req.body);
    const platform = plugins.get(typed.platform ?? '');
    try {
      const pid = await pidOf(typed, preferencesOf(res).t);
      const form = readAccountForm(platform, typed);
      const listening = readListening(platform, typed, preferencesOf(res).t);
      const id = await inTransaction(db, async (trx) => {
        const added = await addAccount({ ...deps, db: trx }, pid, platform.id, form);
        if (listening) await deps.accounts.saveListening(trx, added, listening);
        const { login, mode, intervalMs, settings } = await deps.accounts.get(trx, added);
        const how = listening ?? { mode, intervalMs, settings };
        const detail = { platform: platform.id, login, ...how };
        await noteOf(clock, req, res)(trx, 'account.add', `account ${added}`, detail);
        return added;
      });
      res.redirect(303, `/console/accounts/${id}?done=${listening ? 'addedForwarded' : 'added'}`);
    } catch (error) {
      await showForm(res, platform, {
        account: null,
        typed,
        trouble: inForm(troubleOf(error, preferencesOf(res).t)),
      });
    }
  });

  router.get('/accounts/:id', async (req, res) => {
    const account = await accountOf(req);
    const platform = plugins.find(account.platform);
    if (!platform) return showWithoutPlugin(res, account);
    await showForm(res, platform, { account, done: String(req.query.done ?? '') });
  });

  router.post('/accounts/:id', async (req, res) => {
    const before = await accountOf(req);
    const platform = plugins.get(before.platform);
    const typed = formValues(req.body);
    try {
      const form = readAccountForm(platform, typed);
      const listening = readListening(platform, typed, preferencesOf(res).t);
      await inTransaction(db, async (trx) => {
        const secretsBefore = await deps.accounts.openSecrets(trx, before.id);
        await editAccount({ ...deps, db: trx }, before.id, form);
        if (listening) await deps.accounts.saveListening(trx, before.id, listening);
        const after = await deps.accounts.get(trx, before.id);
        const secretsAfter = await deps.accounts.openSecrets(trx, before.id);
        const detail = {
          ...changesBetween(auditable(before), auditable(after)),
          // That a secret changed is worth knowing; what it was is nobody's business.
          newSecrets: Object.keys(changesBetween(secretsBefore, secretsAfter)),
        };
        await noteOf(clock, req, res)(trx, 'account.edit', `account ${before.id}`, detail);
      });
      res.redirect(303, `/console/accounts/${before.id}?done=saved`);
    } catch (error) {
      await showForm(res, platform, {
        account: before,
        typed,
        trouble: inForm(troubleOf(error, preferencesOf(res).t)),
      });
    }
  });

  router.post('/accounts/:id/enabled', async (req, res) => {
    const account = await accountOf(req);
    const enabled = formValues(req.body).enabled === '1';
    await inTransaction(db, async (trx) => {
      await deps.accounts.setEnabled(trx, account.id, enabled);
      const action = enabled ? 'account.enable' : 'account.disable';
      await noteOf(clock, req, res)(trx, action, `account ${account.id}`);
    });
    res.redirect(303, `/console/accounts/${account.id}?done=${enabled ? 'enabled' : 'disabled'}`);
  });

  router.post('/accounts/:id/test', async (req, res) => {
    const account = await accountOf(req);
    const platform = plugins.get(account.platform);
    if (platform.listening === 'forwarded') {
      throw new Refusal('not_found', '这个账号没有可以登录的平台', { status: 404 });
    }
    const test = await tryLogin(account);
    await noteOf(clock, req, res)(db, 'account.test', `account ${account.id}`, { ok: test.ok });
    await showForm(res, platform, { account: await deps.accounts.get(db, account.id), test });
  });

  async function tryLogin(account: Account): Promise<LoginTest> {
    try {
      await deps.testLogin(account);
      return { ok: true, kind: null, message: '' };
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const { kind, message } = error;
      deps.log.info({ accountId: account.id, kind }, 'login_test_failed');
      return { ok: false, kind, message };
    }
  }

  async function accountOf(req: Request<{ id: string }>): Promise<Account> {
    const { id } = req.params;
    if (!/^\d{1,9}$/.test(id)) throw new Refusal('not_found', '没有这个收款账号', { status: 404 });
    return deps.accounts.get(db, Number(id));
  }

  /** Whose account a new one is: the only merchant's, or the one that was chosen. */
  async function pidOf(typed: FormValues, t: Translate): Promise<number> {
    const all = await deps.merchants.list(db);
    const chosen = typed.pid === undefined ? all : all.filter(({ pid }) => String(pid) === typed.pid);
    const [merchant, ...others] = chosen;
    if (merchant && others.length === 0) return merchant.pid;
    throw new Refusal('bad_pid', '', {
      fields: [{ field: 'pid', message: t('console.account.pidMissing') }],
    });
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
        });
      }
    }
    renderPage<PlatformChoicePage>(res, 'console/account-platform', { page });
  }

  async function showForm(
    res: Response,
    platform: Platform,
    more: {
      account: Account | null;
      typed?: FormValues;
      trouble?: Trouble;
      test?: LoginTest;
      done?: string;
    },
  ): Promise<void> {
    const { lang } = preferencesOf(res);
    const { account, typed = null, trouble = null } = more;
    const [view] = account ? await readAccounts(deps, lang, account) : [];
    const merchants = account ? [] : await deps.merchants.list(db);
    const page: AccountFormPage = {
      platform: { id: platform.id, name: platform.name[lang] },
      view: view ?? null,
      inputs: accountInputs(platform, lang, { account, typed }),
      pids: merchants.map(({ pid, name }) => ({ pid, name })),
      pid: typed?.pid ?? '',
      trouble,
      test: more.test ?? null,
      done: more.done ?? '',
    };
    renderPage<AccountFormPage>(res, 'console/account', { page, status: trouble?.status ?? 200 });
  }

  async function showWithoutPlugin(res: Response, account: Account): Promise<void> {
    const [view] = await readAccounts(deps, preferencesOf(res).lang, account);
    const page: AccountFormPage = {
      platform: { id: account.platform, name: account.platform },
      view: view ?? null,
      inputs: {
        login: { label: '', hint: '', value: account.login },
        mode: account.mode,
        interval: '',
        settings: [],
        listening: null,
      },
      pids: [],
      pid: '',
      trouble: null,
      test: null,
      done: '',
    };
    renderPage<AccountFormPage>(res, 'console/account', { page });
  }

  return router;
}

function auditable(account: Account): Record<string, unknown> {
  const { login, mode, intervalMs, settings, acceptKey, silentAfterMs, takesUnheard } = account;
  return { login, mode, intervalMs, acceptKey, silentAfterMs, takesUnheard, ...settings };
}

function inForm(trouble: Trouble): Trouble {
  return { ...trouble, fields: toFormFields(trouble.fields) };
}
