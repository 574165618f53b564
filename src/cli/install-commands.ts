import { createMerchantRepository } from '../flow/merchants/index.ts';
import {
  alreadyInstalled,
  createInstalledMark,
  findInstallation,
  install,
  migrationFailed,
  storeDatabaseUrl,
} from '../install/index.ts';
import { systemClock } from '../shared/clock.ts';
import { openDatabase } from '../shared/db.ts';
import { isMysqlAddress } from '../shared/environment.ts';
import { errorText, Refusal, refuse } from '../shared/errors.ts';
import { migrate } from '../shared/migrate.ts';
import { createPasswords } from '../users/index.ts';
import { readOptions, required } from './options.ts';
import { openGround, type Terminal } from './with-house.ts';

/** Whoever runs it accepts the statement of lawful use that the browser wizard shows and the README quotes. */
export async function runInstall(args: string[], place: Terminal): Promise<{ pid: number; key: string }> {
  const { options } = readOptions(args, ['username', 'password', 'database-url']);
  const username = required(options, 'username');
  const password = required(options, 'password');
  const given = options['database-url'];
  if (given !== undefined && !isMysqlAddress(given)) {
    throw refuse('usage.databaseUrl');
  }
  const { config, log, vault } = openGround(place);
  const found = await findInstallation({ config, vault, clock: systemClock });
  if (found.installed) throw alreadyInstalled();
  if (given !== undefined && config.databaseUrl && given !== config.databaseUrl) {
    throw refuse('usage.twoDatabases');
  }
  const databaseUrl = given ?? found.databaseUrl;
  const db = openDatabase({ databaseUrl, dataDir: config.dataDir });
  /** The address is kept before the installation counts, so that no installed database is ever forgotten. */
  const keep = () => {
    if (given !== undefined && !config.databaseUrl) storeDatabaseUrl(config, vault, given);
  };
  try {
    const merchants = createMerchantRepository(vault);
    const installed = await install(
      {
        db,
        clock: systemClock,
        log,
        passwords: createPasswords(),
        mark: createInstalledMark(config.dataDir),
        createMerchant: merchants.create,
        beforeCommit: keep,
      },
      { username, password, acceptedLawfulUse: true },
    );
    return installed;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Error(`the installation failed: ${errorText(error)}`);
  } finally {
    await db.destroy();
  }
}

export async function runMigrate(args: string[], place: Terminal): Promise<{ migrated: string[] }> {
  readOptions(args, []);
  const { config, vault } = openGround(place);
  const { databaseUrl } = await findInstallation({ config, vault, clock: systemClock });
  const db = openDatabase({ databaseUrl, dataDir: config.dataDir });
  try {
    return { migrated: await migrate(db) };
  } catch (error) {
    throw migrationFailed(error, { databaseUrl, dataDir: config.dataDir });
  } finally {
    await db.destroy();
  }
}
