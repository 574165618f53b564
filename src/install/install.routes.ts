import { join } from 'node:path';
import { type NextFunction, type Request, type Response, Router, urlencoded } from 'express';
import type { Clock } from '../shared/clock.ts';
import type { Config } from '../shared/config.ts';
import { type Db, openDatabase } from '../shared/db.ts';
import { Refusal, type ToldProblem, tell } from '../shared/errors.ts';
import { clientIp } from '../shared/http.ts';
import type { Translate } from '../shared/i18n/index.ts';
import type { Log } from '../shared/log.ts';
import { randomHex } from '../shared/random.ts';
import { say } from '../shared/saying.ts';
import { equalText, type Vault } from '../shared/secrets.ts';
import { CSRF_FIELD, type Passwords, waitText } from '../users/index.ts';
import {
  learnConsoleHost,
  preferencesOf,
  publicUrlOf,
  renderPage,
  sharesAddress,
  timeFormatter,
} from '../web/index.ts';
import { storeDatabaseUrl } from './database-choice.ts';
import { checkEnvironment, gatherFacts } from './environment.ts';
import { type InstallDeps, type Installed, install } from './install.ts';
import {
  AdministratorForm,
  administratorProblems,
  CodeForm,
  DatabaseForm,
  readMysqlForm,
  TermsForm,
} from './install-forms.ts';
import {
  type AdministratorPage,
  type DatabasePage,
  type DonePage,
  type EnvironmentPage,
  frame,
  type InstallPage,
  toEnvironmentRows,
} from './install-pages.ts';
import { createInstalledMark } from './installed-mark.ts';
import { describeDatabase, mysqlUrl, parseMysqlUrl } from './mysql-address.ts';
import { createCodeGuard, createSetupCode } from './setup-code.ts';
import { tellGone } from './tell-gone.ts';
import { testMysql } from './test-mysql.ts';
import { createWizardStates, type WizardState } from './wizard-state.ts';

export interface InstallRouterDeps {
  config: Config;
  vault: Vault;
  clock: Clock;
  log: Log;
  passwords: Passwords;
  createMerchant: InstallDeps['createMerchant'];
  /** Whether the running server has an installed database; asked at every request to the wizard. */
  isInstalled(): boolean | Promise<boolean>;
  /** The installation is complete in that database ('' is SQLite): the server goes on from here without a restart. */
  onInstalled(databaseUrl: string): void | Promise<void>;
  /** Given by tests only; otherwise a fresh one is made and told in the log. */
  setupCode?: string;
  /** Told the fresh one: whoever starts the server shows it to its owner. */
  onSetupCode?(code: string): void;
}

/**
 * The wizard under /install: environment, database, lawful use, administrator, result. Nothing is written before
 * the last form; after it, or once the server is installed in any other way, every address here answers 410.
 */
export function createInstallRouter(deps: InstallRouterDeps): Router {
  const { config, vault, clock, log } = deps;
  const setupCode = deps.setupCode ?? createSetupCode();
  const code = createCodeGuard(setupCode);
  const states = createWizardStates({ vault, setupCode });
  const formatTime = timeFormatter(config.displayZone);
  const sqliteFile = join(config.dataDir, 'mpay.db');
  const mark = createInstalledMark(config.dataDir);
  const running = new Map<string, ReturnType<typeof installInto>>();
  let finished = false;

  const router = Router();
  router.use('/install', async (_req, res, next) => {
    if (!finished && !(await deps.isInstalled())) return next();
    finished = true;
    tellGone(res);
  });
  router.use('/install', urlencoded({ extended: false, limit: '50kb' }));

  // ── 1 environment and set-up code: the only page that anyone may see
  router.get('/install', async (req, res) => {
    const problem = req.query.code === 'needed' ? preferencesOf(res).t('install.codeNeeded') : undefined;
    await environmentPage(req, res, { problem });
  });

  router.post('/install', async (req, res) => {
    const { t } = preferencesOf(res);
    const form = CodeForm.parse(req.body ?? {});
    const answer = await code.check(form.code, clientIp(req), sharesAddress(req));
    if (answer.right) {
      states.write(req, res, states.begin(clock.now()));
      return res.redirect(303, '/install/database');
    }
    const blocked = answer.waitSeconds > 0;
    if (blocked) res.set('Retry-After', String(answer.waitSeconds));
    const message = blocked
      ? t('install.codeBlocked', { wait: waitText(answer.waitSeconds, t) })
      : t('install.codeWrong');
    await environmentPage(req, res, {
      ...{ status: blocked ? 429 : 403, code: form.code },
      fields: [{ field: 'code', message }],
    });
  });

  // Every page and form from here on needs the code; a form also needs the token of its page.
  const guarded = (
    handle: (req: Request, res: Response, state: WizardState) => void | Promise<void>,
  ): ((req: Request, res: Response, next: NextFunction) => Promise<void>) => {
    return async (req, res) => {
      const state = states.read(req, clock.now());
      if (!state || (req.method === 'POST' && !hasToken(req, state))) {
        if (req.method === 'POST') {
          const problem = preferencesOf(res).t('install.codeNeeded');
          return environmentPage(req, res, { status: 403, problem });
        }
        return res.redirect(303, '/install?code=needed');
      }
      res.locals.csrfToken = state.token;
      await handle(req, res, state);
    };
  };

  // ── 2 database
  router.get(
    '/install/database',
    guarded((_req, res, state) => databasePage(res, { chosen: state.databaseUrl })),
  );

  router.post(
    '/install/database',
    guarded(async (req, res, state) => {
      const { t } = preferencesOf(res);
      const form = DatabaseForm.parse(req.body ?? {});
      if (!config.databaseUrl && form.choice === 'sqlite') {
        states.write(req, res, { ...state, databaseUrl: '' });
        return res.redirect(303, '/install/terms');
      }
      const read = config.databaseUrl
        ? { address: parseMysqlUrl(config.databaseUrl) }
        : readMysqlForm(form, t);
      if ('fields' in read) return databasePage(res, { status: 400, form, fields: read.fields });
      const failure = await testMysql(read.address);
      if (failure) {
        const problem = say(t.lang, failure);
        log.warn({ cause: failure.say }, 'install: the database did not pass the test');
        return databasePage(res, { status: 400, form, problem });
      }
      states.write(req, res, { ...state, databaseUrl: config.databaseUrl || mysqlUrl(read.address) });
      res.redirect(303, '/install/terms');
    }),
  );

  // ── 3 lawful use
  router.get(
    '/install/terms',
    guarded((_req, res, state) => {
      if (state.databaseUrl === undefined) return res.redirect(303, '/install/database');
      termsPage(res, {});
    }),
  );

  router.post(
    '/install/terms',
    guarded((req, res, state) => {
      const { t } = preferencesOf(res);
      if (TermsForm.parse(req.body ?? {}).accept !== 'yes') {
        const fields = [{ field: 'accept', message: t('install.termsNeeded') }];
        return termsPage(res, { status: 400, fields });
      }
      states.write(req, res, { ...state, acceptedLawfulUse: true });
      res.redirect(303, '/install/administrator');
    }),
  );

  // ── 4 administrator: its form is the one that installs
  router.get(
    '/install/administrator',
    guarded((_req, res, state) => {
      const missing = missingStep(state);
      if (missing) return res.redirect(303, missing);
      administratorPage(res, { databaseUrl: state.databaseUrl ?? '', username: '' });
    }),
  );

  router.post(
    '/install/administrator',
    guarded(async (req, res, state) => {
      const missing = missingStep(state);
      if (missing) return res.redirect(303, missing);
      const { t } = preferencesOf(res);
      const databaseUrl = state.databaseUrl ?? '';
      const form = AdministratorForm.parse(req.body ?? {});
      const again = (status: number, more: { problem?: string; fields?: ToldProblem[] }) =>
        administratorPage(res, { databaseUrl, username: form.username, status, ...more });

      const fields = administratorProblems(form, t);
      if (fields.length > 0) return again(400, { fields });
      // A second click of the same person waits for the first and sees the key too.
      const mine = running.get(state.token) ?? installInto(databaseUrl, form, req, t);
      const first = !running.has(state.token);
      running.set(state.token, mine);
      const outcome = await mine;
      running.delete(state.token);
      if ('problem' in outcome) return again(outcome.status, { problem: outcome.problem });

      // Before the page is shown: its links lead into the product.
      if (first) await goOn(databaseUrl);
      states.forget(res);
      donePage(req, res, outcome);
    }),
  );

  // Whoever loses the way inside /install is led back to its start.
  router.get('/install/*rest', (_req, res) => res.redirect(303, '/install'));

  if (!deps.setupCode) {
    deps.onSetupCode?.(setupCode);
    void announce(deps, setupCode);
  }
  return router;

  /** Installs, or tells why not. Never throws. */
  async function installInto(
    databaseUrl: string,
    { username, password }: { username: string; password: string },
    req: Request,
    t: Translate,
  ): Promise<Installed | { status: number; problem: string }> {
    let db: Db | undefined;
    try {
      db = openDatabase({ databaseUrl, dataDir: config.dataDir });
      const { passwords, createMerchant } = deps;
      const request = { username, password, acceptedLawfulUse: true, ip: clientIp(req) } as const;
      const beforeCommit = () => {
        if (!config.databaseUrl) storeDatabaseUrl(config, vault, databaseUrl);
      };
      const installed = await install(
        { db, clock, log, passwords, mark, createMerchant, beforeCommit },
        request,
      );
      finished = true;
      await learnConsoleHost(db, req);
      return installed;
    } catch (error) {
      if (error instanceof Refusal) return { status: error.status, problem: tell(t.lang, error) };
      const id = randomHex(4);
      log.error({ err: error, errorId: id }, 'install failed');
      return { status: 500, problem: t('install.failed', { id }) };
    } finally {
      await db?.destroy();
    }
  }

  /** The installation is complete by now; whatever goes wrong here, a restart mends, and the key must be shown. */
  async function goOn(databaseUrl: string): Promise<void> {
    try {
      await deps.onInstalled(databaseUrl);
    } catch (error) {
      log.error({ err: error }, 'installed, but the server could not go on by itself; restart it');
    }
  }

  async function environmentPage(
    req: Request,
    res: Response,
    more: { status?: number; code?: string; problem?: string | undefined; fields?: ToldProblem[] },
  ): Promise<void> {
    const { t } = preferencesOf(res);
    const { status = 200, code: typed = '', ...shown } = more;
    const now = clock.now();
    const checks = checkEnvironment(
      await gatherFacts(config, now, `${formatTime(now)} ${config.displayZone}`),
    );
    const page: EnvironmentPage = {
      ...frame('environment', t),
      ...shown,
      checks: toEnvironmentRows(checks, t),
      ready: checks.every(({ result }) => result !== 'fail'),
      unlocked: states.read(req, now) !== undefined,
      serverNow: now,
      code: typed,
    };
    renderPage<EnvironmentPage>(res, 'install/environment', { page, status });
  }

  function databasePage(
    res: Response,
    more: {
      chosen?: string | undefined;
      form?: Omit<DatabasePage, keyof InstallPage | 'given' | 'sqliteFile'>;
      problem?: string;
      fields?: ToldProblem[];
      status?: number;
    },
  ): void {
    const { chosen, form, status = 200, ...shown } = more;
    const known = chosen ? parseMysqlUrl(chosen) : undefined;
    const page: DatabasePage = {
      ...frame('database', preferencesOf(res).t),
      ...shown,
      given: config.databaseUrl ? describeDatabase(config.databaseUrl) : undefined,
      sqliteFile,
      choice: form?.choice ?? (known ? 'mysql' : 'sqlite'),
      host: form?.host ?? known?.host ?? '127.0.0.1',
      port: form?.port ?? String(known?.port ?? 3306),
      user: form?.user ?? known?.user ?? '',
      database: form?.database ?? known?.database ?? '',
    };
    renderPage<DatabasePage>(res, 'install/database', { page, status });
  }

  function termsPage(res: Response, more: { status?: number; fields?: ToldProblem[] }): void {
    const { status = 200, ...shown } = more;
    const page: InstallPage = { ...frame('terms', preferencesOf(res).t), ...shown };
    renderPage<InstallPage>(res, 'install/terms', { page, status });
  }

  function administratorPage(
    res: Response,
    more: {
      databaseUrl: string;
      username: string;
      problem?: string;
      fields?: ToldProblem[];
      status?: number;
    },
  ): void {
    const { databaseUrl, status = 200, ...shown } = more;
    const page: AdministratorPage = {
      ...frame('administrator', preferencesOf(res).t),
      ...shown,
      target: databaseUrl ? describeDatabase(databaseUrl) : `SQLite · ${sqliteFile}`,
    };
    renderPage<AdministratorPage>(res, 'install/administrator', { page, status });
  }

  function donePage(req: Request, res: Response, { pid, key }: Installed): void {
    const page: DonePage = {
      ...frame('done', preferencesOf(res).t),
      pid,
      key,
      apiUrl: `${publicUrlOf(req, config.publicUrl)}/`,
      dataDir: config.dataDir,
    };
    // The wizard is over: another language leads to where the key is shown from now on.
    renderPage<DonePage>(res, 'install/done', { page, path: '/console/merchants' });
  }
}

function hasToken(req: Request, state: WizardState): boolean {
  const given: unknown = (req.body as Record<string, unknown> | undefined)?.[CSRF_FIELD];
  return typeof given === 'string' && equalText(given, state.token);
}

/** The first step that must come before the last; undefined when none is missing. */
function missingStep(state: WizardState): string | undefined {
  if (state.databaseUrl === undefined) return '/install/database';
  return state.acceptedLawfulUse ? undefined : '/install/terms';
}

async function announce({ isInstalled, log, config }: InstallRouterDeps, setupCode: string): Promise<void> {
  try {
    if (await isInstalled()) return;
    const address = config.publicUrl || `http://localhost:${config.port}`;
    log.warn(
      { setupCode },
      `not installed yet: open ${address}/install and enter the set-up code ${setupCode}`,
    );
  } catch (error) {
    log.error({ err: error }, 'install: the database could not be asked whether it is installed');
  }
}
