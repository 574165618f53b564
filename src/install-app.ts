import type { Express, RequestHandler } from 'express';
import { beforeInstallation } from './before-installation.ts';
import { createMerchantRepository } from './flow/merchants/index.ts';
import { createInstallRouter } from './install/index.ts';
import type { Clock } from './shared/clock.ts';
import type { Config } from './shared/config.ts';
import type { Log } from './shared/log.ts';
import type { Vault } from './shared/secrets.ts';
import { createPasswords } from './users/index.ts';
import { consoleErrors, notFound, preferenceRoutes, preferences, securityHeaders } from './web/index.ts';

export interface InstallAppDeps {
  app: Express;
  /** Serves the pages' static files. */
  files: RequestHandler;
  config: Config;
  log: Log;
  clock: Clock;
  vault: Vault;
  /** Left out: the product's own. */
  passwordCost?: number | undefined;
  /** True once the installation was completed, by the wizard or from the terminal. */
  isInstalled(): boolean;
  /** Told the set-up code. */
  onSetupCode(code: string): void;
  /** Opens the product on the database that was chosen ('' is SQLite). */
  onInstalled(databaseUrl: string): Promise<void>;
}

/** What answers until the installation is done: the wizard, and for everything else the way to it. */
export function createInstallApp(deps: InstallAppDeps): Express {
  const { app, files, config, log, clock, vault, passwordCost, isInstalled, onSetupCode, onInstalled } = deps;
  app.use(beforeInstallation({ log }));
  app.use(files);
  app.use(preferences, securityHeaders('console'), preferenceRoutes());
  app.get('/', (_req, res) => {
    res.redirect(302, '/install');
  });
  app.use(
    createInstallRouter({
      config,
      vault,
      clock,
      log,
      passwords: createPasswords({ cost: passwordCost }),
      createMerchant: createMerchantRepository(vault).create,
      isInstalled,
      onSetupCode,
      onInstalled,
    }),
  );
  app.use(notFound, consoleErrors({ log }));
  return app;
}
