import type { DestinationStream } from 'pino';
import { findInstallation, migrationFailed } from '../install/index.ts';
import { buildServices, type Services } from '../services.ts';
import { systemClock } from '../shared/clock.ts';
import { type Config, loadConfig } from '../shared/config.ts';
import { openDatabase } from '../shared/db.ts';
import { refuse } from '../shared/errors.ts';
import { HouseClock } from '../shared/house-clock.ts';
import { createLog, type Log } from '../shared/log.ts';
import { migrate } from '../shared/migrate.ts';
import { createVault, type Vault } from '../shared/secrets.ts';

/** Where a command runs: its environment, and where its log goes. */
export interface Terminal {
  env: NodeJS.ProcessEnv;
  /** Left out: stderr of the process. */
  log?: DestinationStream;
}

export interface Ground {
  config: Config;
  log: Log;
  vault: Vault;
}

/** Configuration, log (quiet unless something is wrong) and vault, as the server has them. */
export function openGround({ env, log }: Terminal): Ground {
  const config = loadConfig(env);
  return {
    config,
    log: createLog(env.LOG_LEVEL ? config.logLevel : 'warn', log),
    vault: createVault(config.appKey),
  };
}

/** Runs one command on the installed product's services, without jobs and without a socket. Refusal 'usage' where it is not installed. */
export async function withServices<T>(place: Terminal, work: (services: Services) => Promise<T>): Promise<T> {
  const ground = openGround(place);
  const { databaseUrl, installed } = await findInstallation({ ...ground, clock: systemClock });
  if (!installed) throw refuse('usage.notInstalled');
  const db = openDatabase({ databaseUrl, dataDir: ground.config.dataDir });
  try {
    await migrate(db).catch((error: unknown) => {
      throw migrationFailed(error, { databaseUrl, dataDir: ground.config.dataDir });
    });
    const clock = new HouseClock(systemClock);
    await clock.follow(db);
    const services = await buildServices({ ...ground, db, clock });
    try {
      return await work(services);
    } finally {
      await services.host.close();
    }
  } finally {
    await db.destroy();
  }
}
