import { join } from 'node:path';
import type { DatabasePlace } from '../shared/db.ts';
import { errorText, Refusal } from '../shared/errors.ts';
import { translator } from '../shared/i18n/index.ts';
import { type WriteFault, writeFault } from '../shared/write-fault.ts';
import { describeDatabase, parseMysqlUrl } from './mysql-address.ts';
import { explainMysql } from './test-mysql.ts';
import type { Unfit } from './unfit-tables.ts';

/** What is wrong with the embedded file, for its owner. */
const sqliteFaults: Partial<Record<WriteFault, [chinese: string, english: string]>> = {
  damaged: ['不是数据库文件或已损坏，请从备份恢复', 'is no database or is damaged: restore a back-up'],
  not_opened: ['打不开，请检查 DATA_DIR 和它的权限', "can't be opened: look at DATA_DIR and its rights"],
  read_only: ['不能写入，请检查文件权限和磁盘', "can't be written: look at its rights and its disk"],
  no_right: ['不能读写，请检查文件权限', "can't be read or written: look at its rights"],
  disk_full: ['写不下了，磁盘已满', "can't grow, the disk is full"],
  busy: ['正被另一个程序占用', 'is in use by another program'],
};

/** A database that could not be asked, as Refusal 'database_unusable' that says why and what to do, in both languages. */
export function databaseUnusable(error: unknown, { databaseUrl, dataDir }: DatabasePlace): Refusal {
  if (databaseUrl) {
    const { key, values } = explainMysql(error, parseMysqlUrl(databaseUrl));
    const place = describeDatabase(databaseUrl);
    return refusal(
      `数据库 ${place} 用不了：${translator('zh')(key, values)}`,
      `The database ${place} can't be used: ${translator('en')(key, values)}`,
    );
  }
  const file = join(dataDir, 'mpay.db');
  const cause = `${(error as { code?: unknown })?.code ?? ''} ${errorText(error)}`.trim();
  const [chinese, english] = sqliteFaults[writeFault(error)] ?? [
    `用不了（${cause}）`,
    `can't be used (${cause})`,
  ];
  return refusal(`数据库文件 ${file} ${chinese}。`, `The database file ${file} ${english}.`);
}

/** A MySQL whose tables can't do what they must, as Refusal 'database_unfit' with what to run there. */
export function unfitDatabase({ key, values }: Unfit): Refusal {
  return new Refusal('database_unfit', `${translator('zh')(key, values)}\n${translator('en')(key, values)}`, {
    status: 503,
  });
}

/** A change of the tables that could not be made: why, and that the next start goes on from there. */
export function migrationFailed(error: unknown, place: DatabasePlace): Refusal {
  const { message } = databaseUnusable(error, place);
  return refusal(
    `数据表没有升级完，排除原因后再启动一次即可接着升级。\n${message}`,
    'The tables were not brought up to date: mend the cause and start again, it goes on from where it stopped.',
  );
}

function refusal(chinese: string, english: string): Refusal {
  return new Refusal('database_unusable', `${chinese}\n${english}`, { status: 503 });
}
