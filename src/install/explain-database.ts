import { join } from 'node:path';
import type { DatabasePlace } from '../shared/db.ts';
import { errorText, Refusal } from '../shared/errors.ts';
import { translator } from '../shared/i18n/index.ts';
import { describeDatabase, parseMysqlUrl } from './mysql-address.ts';
import { explainMysql } from './test-mysql.ts';

/** What libsql says of the embedded file, for its owner. */
const sqliteFaults: ReadonlyArray<[pattern: RegExp, chinese: string, english: string]> = [
  [
    /NOTADB|CORRUPT|malformed|not a database/i,
    '不是数据库文件或已损坏，请从备份恢复',
    'is no database or is damaged: restore a back-up',
  ],
  [
    /CANTOPEN|unable to open|ConnectionFailed/i,
    '打不开，请检查 DATA_DIR 和它的权限',
    "can't be opened: look at DATA_DIR and its rights",
  ],
  [/READONLY|readonly/i, '不能写入，请检查文件权限', "can't be written: look at its rights"],
  [/FULL|disk is full/i, '写不下了，磁盘已满', "can't grow, the disk is full"],
  [/BUSY|locked/i, '正被另一个程序占用', 'is in use by another program'],
];

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
  const cause = `${(error as { code?: unknown })?.code ?? ''} ${errorText(error)}`;
  const [, chinese, english] = sqliteFaults.find(([pattern]) => pattern.test(cause)) ?? [
    null,
    `用不了（${cause.trim()}）`,
    `can't be used (${cause.trim()})`,
  ];
  return refusal(`数据库文件 ${file} ${chinese}。`, `The database file ${file} ${english}.`);
}

function refusal(chinese: string, english: string): Refusal {
  return new Refusal('database_unusable', `${chinese}\n${english}`, { status: 503 });
}
