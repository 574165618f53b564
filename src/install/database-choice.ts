import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Config } from '../shared/config.ts';
import { errorText, refuse } from '../shared/errors.ts';
import { randomHex } from '../shared/random.ts';
import type { Vault } from '../shared/secrets.ts';

/** Where the installer keeps the address of the MySQL that was chosen: DATA_DIR/database.json, sealed. */
const FILE = 'database.json';
const Stored = z.object({ databaseUrl: z.string() });

type Place = Pick<Config, 'databaseUrl' | 'dataDir'>;

/**
 * DATABASE_URL, else what the installer stored, else '' (SQLite). Throws when something is stored but can't be
 * read: starting on an empty SQLite instead would look like every order was lost.
 */
export function loadDatabaseUrl(config: Place, vault: Vault): string {
  if (config.databaseUrl) return config.databaseUrl;
  const file = join(config.dataDir, FILE);
  if (!existsSync(file)) return '';
  try {
    return vault.open(Stored.parse(JSON.parse(readFileSync(file, 'utf8'))).databaseUrl);
  } catch (error) {
    throw refuse('database_unknown', { file, cause: errorText(error) });
  }
}

/** Keeps the address for the next start, readable by this user only; '' (SQLite) removes what was kept. */
export function storeDatabaseUrl(config: Pick<Config, 'dataDir'>, vault: Vault, databaseUrl: string): void {
  const file = join(config.dataDir, FILE);
  if (databaseUrl === '') {
    rmSync(file, { force: true });
    return;
  }
  // Beside the file and then over it: a crash leaves the old one or the new one, never half of one.
  const fresh = `${file}.${randomHex(4)}`;
  writeFileSync(fresh, `${JSON.stringify({ databaseUrl: vault.seal(databaseUrl) })}\n`, { mode: 0o600 });
  renameSync(fresh, file);
}
