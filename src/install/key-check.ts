import type { Db } from '../shared/db.ts';
import type { Vault } from '../shared/secrets.ts';
import { readSetting, writeSetting } from '../shared/settings.ts';

/** A word that was sealed under the database's key: who opens it has that key. */
const KEY_CHECK = 'key_check';
const WORD = 'mpay';

/** What is sealed in an installation that has no such word yet; the oldest of the first kind that there is decides. */
const sealedColumns = [
  ['merchants', 'pid', 'key_sealed'],
  ['accounts', 'id', 'secrets_sealed'],
  ['devices', 'id', 'secret_sealed'],
] as const;

/** True when this vault's key is the one under which the installation's secrets were sealed, or nothing was sealed yet. */
export async function opensSecrets(db: Db, vault: Vault): Promise<boolean> {
  const sealed = (await readSetting(db, KEY_CHECK)) ?? (await oldestSecret(db));
  if (sealed === null) return true;
  try {
    vault.open(sealed);
    return true;
  } catch {
    return false;
  }
}

/** Keeps the word for later starts where there is none. Only for a key that opens the secrets. */
export async function keepKeyCheck(db: Db, vault: Vault): Promise<void> {
  if ((await readSetting(db, KEY_CHECK)) === null) await writeSetting(db, KEY_CHECK, vault.seal(WORD));
}

async function oldestSecret(db: Db): Promise<string | null> {
  for (const [table, id, column] of sealedColumns) {
    if (!(await db.schema.hasTable(table))) continue;
    const row = await db(table).whereNotNull(column).orderBy(id).first(column);
    if (row) return String(row[column]);
  }
  return null;
}
