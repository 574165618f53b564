import { join } from 'node:path';
import type { DatabasePlace } from '../shared/db.ts';
import { errorText, type Refusal, refuse } from '../shared/errors.ts';
import type { Saying } from '../shared/saying.ts';
import { type WriteFault, writeFault } from '../shared/write-fault.ts';
import { describeDatabase, parseMysqlUrl } from './mysql-address.ts';
import { explainMysql } from './test-mysql.ts';

/** What can be wrong with the embedded file, and has a remedy. */
const fileFaults = [
  ...['damaged', 'not_opened', 'read_only'],
  ...['no_right', 'disk_full', 'busy'],
] as const satisfies WriteFault[];

/** A database that could not be asked, as Refusal 'database_unusable' that says why and what to do. */
export function databaseUnusable(error: unknown, { databaseUrl, dataDir }: DatabasePlace): Refusal {
  if (databaseUrl) {
    const problem = explainMysql(error, parseMysqlUrl(databaseUrl));
    return refuse('database_unusable.server', { database: describeDatabase(databaseUrl), problem });
  }
  const file = join(dataDir, 'mpay.db');
  const fault = fileFaults.find((one) => one === writeFault(error));
  if (fault) return refuse(`database_unusable.${fault}`, { file });
  const cause = `${(error as { code?: unknown })?.code ?? ''} ${errorText(error)}`.trim();
  return refuse('database_unusable.otherwise', { file, cause });
}

/** A MySQL whose tables can't do what they must, as Refusal 'database_unfit' with what to run there. */
export function unfitDatabase(problem: Saying): Refusal {
  return refuse('database_unfit', { problem });
}

/** A change of the tables that could not be made: why, and that the next start goes on from there. */
export function migrationFailed(error: unknown, place: DatabasePlace): Refusal {
  return refuse('database_unusable.migration', { problem: databaseUnusable(error, place).saying });
}
