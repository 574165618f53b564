import type { IncomingMessage, ServerResponse } from 'node:http';
import { bareApp, createApp, pageFiles } from './app.ts';
import { settleLeftovers } from './flow/settlement/index.ts';
import { createInstalledMark, findInstallation, keepKeyCheck, migrationFailed } from './install/index.ts';
import { createInstallApp } from './install-app.ts';
import { jobsOf } from './jobs.ts';
import { keepTime } from './keep-time.ts';
import { Scheduler } from './scheduler/index.ts';
import { buildServices, type Network, type Services } from './services.ts';
import type { Clock } from './shared/clock.ts';
import type { Config } from './shared/config.ts';
import { type Db, openDatabase } from './shared/db.ts';
import type { Log } from './shared/log.ts';
import { migrate } from './shared/migrate.ts';
import { createVault } from './shared/secrets.ts';
import { terminalWords } from './terminal-words.ts';

export interface HouseDeps {
  config: Config;
  log: Log;
  clock: Clock;
  /** False: jobs run only when the caller runs them (tests move the clock). */
  withJobs?: boolean;
  random?: () => number;
  /** bcrypt's work factor; left out: the product's. Lowered by tests only. */
  passwordCost?: number;
  /** Left out: the built-in plugins'. */
  pluginsDir?: string;
  /** Left out: the machine's own. */
  network?: Network;
  /** How a database is opened; a simulation hands in one that it can break off. */
  open?: typeof openDatabase;
}

/** The running product without its socket: what answers requests, what works in the background, how it ends. */
export interface House {
  handle(req: IncomingMessage, res: ServerResponse): void;
  /** Null until the installation is done. */
  services(): Services | null;
  scheduler(): Scheduler | null;
  /** What the wizard asks its first visitor for; null where nothing is to be installed. */
  setupCode(): string | null;
  /** Ends the open event streams, so that the server can close. */
  endStreams(): void;
  /** Waits for what is under way (jobs, queries, deliveries), then closes the database. */
  stop(): Promise<void>;
}

/** Opens the database and starts what belongs there: the product, or the installer until it is installed. */
export async function startHouse(deps: HouseDeps): Promise<House> {
  const { config, log, clock, withJobs = true, open: openAt = openDatabase } = deps;
  const vault = createVault(config.appKey);
  const streams = new AbortController();
  let setupCode: string | null = null;
  let open: { services: Services; scheduler: Scheduler } | null = null;
  let handler: (req: IncomingMessage, res: ServerResponse) => void;

  async function openUp(databaseUrl: string): Promise<void> {
    const db = openAt({ databaseUrl, dataDir: config.dataDir });
    const services = await buildOn(db, databaseUrl).catch(async (error: unknown) => {
      await db.destroy();
      throw error;
    });
    const scheduler = new Scheduler(jobsOf(services), clock, log);
    if (withJobs) scheduler.start();
    open = { services, scheduler };
    handler = createApp(services, streams.signal);
  }

  async function buildOn(db: Db, databaseUrl: string): Promise<Services> {
    await migrate(db).catch((error: unknown) => {
      throw migrationFailed(error, { databaseUrl, dataDir: config.dataDir });
    });
    await keepTime({ clock, db, log });
    await keepKeyCheck(db, vault);
    const services = await buildServices({ ...deps, db, vault });
    await settleLeftovers(services.settlement, { at: 'start' });
    await services.bills.start();
    return services;
  }

  let opening: Promise<void> | undefined;
  /** Once, whoever asks first; again after it failed. */
  function openOnce(find: () => Promise<string>): Promise<void> {
    opening ??= find()
      .then(openUp)
      .catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
    return opening;
  }

  const found = await findInstallation({ config, vault, clock });
  // From here on the key is this DATA_DIR's, whoever installs.
  const { newKeyFile: _, ...settled } = config;
  if (found.installed) await openOnce(async () => found.databaseUrl);
  else {
    const mark = createInstalledMark(config.dataDir);
    // Not by the key of another terminal, nor into tables that are not fit.
    const goOn = () =>
      openOnce(async () => (await findInstallation({ config: settled, vault, clock })).databaseUrl);
    const installApp = createInstallApp({
      app: bareApp(config, log),
      files: pageFiles,
      config,
      log,
      clock,
      vault,
      passwordCost: deps.passwordCost,
      isInstalled: mark.isComplete,
      onSetupCode(code) {
        setupCode = code;
      },
      onInstalled: (databaseUrl) => openOnce(async () => databaseUrl),
    });
    // The terminal twin may install while the wizard waits: from the next request on we are the product.
    handler = (req, res) => {
      if (!mark.isComplete()) return installApp(req, res);
      goOn().then(
        () => handler(req, res),
        (error: unknown) => {
          log.error({ err: error, remedy: terminalWords(error) }, 'installed, but it can not be opened');
          installApp(req, res);
        },
      );
    };
  }

  return {
    handle: (req, res) => handler(req, res),
    services: () => open?.services ?? null,
    scheduler: () => open?.scheduler ?? null,
    setupCode: () => (open ? null : setupCode),
    endStreams: () => streams.abort(),
    async stop() {
      streams.abort();
      await opening?.catch(() => {});
      if (!open) return;
      const { services, scheduler } = open;
      await scheduler.stop();
      await services.listener.stop();
      await services.bills.idle();
      await services.notifier.stop();
      await services.shopRefusals.write();
      await services.host.close();
      await services.db.destroy();
    },
  };
}
