import { migrations } from '../../migrations/index.ts';
import { type Db, isSqlite } from '../shared/db.ts';
import { type Saying, saying } from '../shared/saying.ts';

/** Enough for the eye; the next start names the rest. */
const MOST_STATEMENTS = 40;

const ownTables = new Set([
  ...migrations.flatMap(({ name }) => /^\d+_(\w+)__create$/.exec(name)?.[1] ?? []),
  ...['schema_migrations', 'schema_migrations_lock'],
]);

/**
 * The first thing that is wrong with a MySQL database: tables of ours whose engine knows no transactions (InnoDB is the
 * one that we rely on), or an alphabet that can't hold every text; and what to run there. Undefined when nothing is; SQLite is always fit.
 */
export async function findUnfit(db: Db): Promise<Saying | undefined> {
  if (isSqlite(db)) return undefined;
  const [tables] = await db.raw(
    "select table_name as name, engine as kind from information_schema.tables where table_schema = database() and table_type = 'BASE TABLE'",
  );
  const otherwise = ours<Named>(tables).filter(({ kind }) => kind?.toLowerCase() !== 'innodb');
  if (otherwise.length > 0) {
    return saying('install.tablesNotInnodb', {
      tables: otherwise.map(({ name, kind }) => `${name} (${kind})`).join(', '),
      remedy: statements(otherwise, (name) => `ALTER TABLE \`${name}\` ENGINE=InnoDB;`),
    });
  }
  const [[{ alphabet, database }]] = await db.raw(
    'select @@character_set_database as alphabet, database() as `database`',
  );
  if (alphabet !== 'utf8mb4') {
    const remedy = `ALTER DATABASE \`${database}\` CHARACTER SET utf8mb4;`;
    return saying('install.databaseNotUtf8mb4', { database, alphabet, remedy });
  }
  const [columns] = await db.raw(
    'select table_name as name, character_set_name as kind, column_name as `column`, column_type as type, is_nullable as nullable, collation_name as sorted from information_schema.columns where table_schema = database() and character_set_name is not null',
  );
  // ascii: by intent, for numbers and codes
  const narrow = ours<Column>(columns).filter(({ kind }) => kind !== 'utf8mb4' && kind !== 'ascii');
  if (narrow.length === 0) return undefined;
  return saying('install.tablesNotUtf8mb4', {
    tables: [...new Set(narrow.map(({ name, kind }) => `${name} (${kind})`))].join(', '),
    remedy: statements(narrow, (name) => widened(name, columns)),
  });
}

/** Widens every text of a table; those that are ascii by intent are then made so again. */
function widened(table: string, columns: Column[]): string {
  const kept = columns
    .filter(({ name, kind }) => name === table && kind === 'ascii')
    .map(
      ({ column, type, sorted, nullable }) =>
        `MODIFY \`${column}\` ${type} CHARACTER SET ascii COLLATE ${sorted}${nullable === 'NO' ? ' NOT NULL' : ''}`,
    );
  const again = kept.length === 0 ? '' : ` ALTER TABLE \`${table}\` ${kept.join(', ')};`;
  return `ALTER TABLE \`${table}\` CONVERT TO CHARACTER SET utf8mb4;${again}`;
}

interface Column extends Named {
  column: string;
  type: string;
  nullable: string;
  sorted: string;
}

interface Named {
  name: string;
  kind: string | null;
}

function ours<Row extends Named>(rows: Row[]): Row[] {
  return rows.filter(({ name }) => ownTables.has(name.toLowerCase()));
}

function statements(tables: Named[], statement: (name: string) => string): string {
  const names = [...new Set(tables.map(({ name }) => name))];
  return names.slice(0, MOST_STATEMENTS).map(statement).join(' ');
}
