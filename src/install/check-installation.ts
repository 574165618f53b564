import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { migrations } from '../../migrations/index.ts';
import type { Clock } from '../shared/clock.ts';
import { type Config, KEY_TITLE, keyMissing } from '../shared/config.ts';
import type { DatabasePlace, Db } from '../shared/db.ts';
import { Refusal } from '../shared/errors.ts';
import { translator } from '../shared/i18n/index.ts';
import { createVault, type Vault } from '../shared/secrets.ts';
import { tryWrite } from '../shared/try-write.ts';
import { databaseUnusable, unfitDatabase } from './explain-database.ts';
import { opensSecrets } from './key-check.ts';
import { lackingRights } from './lacking-rights.ts';
import { describeDatabase, parseMysqlUrl } from './mysql-address.ts';
import { noRights } from './test-mysql.ts';
import { findUnfit } from './unfit-tables.ts';

/**
 * Whether the product can run rightly on this installed database: Refusal with the remedy in both languages where it
 * is of a newer version ('database_newer'), can't do transactions or hold every text ('database_unfit'), has another
 * key ('wrong_key', 'key_missing') or takes nothing in ('database_unusable'). Writes nothing before all else is right.
 */
export async function checkInstallation(
  db: Db,
  { place, config, vault, clock }: { place: DatabasePlace; config: KeyConfig; vault: Vault; clock: Clock },
): Promise<void> {
  await refuseNewer(db);
  const unfit = await findUnfit(db);
  if (unfit) throw unfitDatabase(unfit);
  if (!(await opensSecrets(db, vault)))
    throw config.newKeyFile ? missing(config.newKeyFile) : await wrongKey(db, place);
  await refuseUnwritable(db, place, clock);
}

export type KeyConfig = Pick<Config, 'newKeyFile'>;

async function refuseNewer(db: Db): Promise<void> {
  if (!(await db.schema.hasTable('schema_migrations'))) return;
  const known = new Set(migrations.map(({ name }) => name));
  const names: string[] = await db('schema_migrations').orderBy('name').pluck('name');
  const unknown = names.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new Refusal(
    'database_newer',
    `数据库已被更新版本的 mpay 升级过（${unknown.at(-1)}），这个旧版本不能用它：请更新程序（git pull && npm install），或恢复升级前的数据库备份。\n` +
      `The database was brought up to date by a newer mpay (${unknown.at(-1)}), and this older one can't use it: update the program (git pull && npm install), or restore the back-up from before.`,
    { status: 503 },
  );
}

/** The key that this start has made can't be the one. */
function missing(newKeyFile: string): Refusal {
  return new Refusal('key_missing', [KEY_TITLE, ...keyMissing(newKeyFile)].join('\n'), { status: 503 });
}

async function wrongKey(db: Db, place: DatabasePlace): Promise<Refusal> {
  const where = place.databaseUrl ? describeDatabase(place.databaseUrl) : join(place.dataDir, 'mpay.db');
  const file = join(place.dataDir, 'app.key');
  const isInFile = await fileHoldsTheKey(db, file);
  const [chinese, english] = isInFile
    ? [
        `正确的密钥在 ${file}：删掉 .env 或环境变量里的 APP_KEY 再启动。`,
        `The right key is in ${file}: take APP_KEY out of .env or the environment and start again.`,
      ]
    : [
        `请恢复原来的 ${file}，或把 APP_KEY 改回原来的值；密钥不对，商户密钥和平台密码都读不出来。`,
        `Restore the ${file} that belongs to it, or set APP_KEY back to what it was; with a wrong key neither merchant keys nor platform passwords can be read.`,
      ];
  return new Refusal(
    'wrong_key',
    `现在的密钥（APP_KEY）不是数据库 ${where} 的密钥。${chinese}\nThis key (APP_KEY) is not the one of the database ${where}. ${english}`,
    { status: 503 },
  );
}

async function fileHoldsTheKey(db: Db, file: string): Promise<boolean> {
  try {
    return await opensSecrets(db, createVault(readFileSync(file, 'utf8').trim()));
  } catch {
    return false;
  }
}

async function refuseUnwritable(db: Db, place: DatabasePlace, clock: Clock): Promise<void> {
  try {
    if (place.databaseUrl) {
      const lacking = await lackingRights((sql) => db.raw(sql));
      const problem = noRights(lacking, parseMysqlUrl(place.databaseUrl));
      if (problem) {
        const say = (language: 'zh' | 'en') => translator(language)(problem.key, problem.values);
        throw new Refusal('database_unusable', `${say('zh')}\n${say('en')}`, { status: 503 });
      }
    }
    await tryWrite(db, clock.now());
  } catch (error) {
    throw error instanceof Refusal ? error : databaseUnusable(error, place);
  }
}
