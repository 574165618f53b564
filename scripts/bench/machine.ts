import { createRequire } from 'node:module';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

interface Libsql {
  new (path: string): { prepare(sql: string): { get(): { version: string } }; close(): void };
}

/** One line on what the figures rest on; the load tells whether the machine had other things to do. */
export function describeMachine(serverVersion: string | null): string {
  const gigabytes = Math.round(totalmem() / 1024 ** 3);
  const load = loadavg()[0]?.toFixed(1);
  return [
    `${availableParallelism()} cores ${cpus()[0]?.model ?? ''}`.trim(),
    `${gigabytes} GB`,
    `load ${load}`,
    `Node.js ${process.version}`,
    `SQLite ${sqliteVersion()}`,
    serverVersion ?? 'no MariaDB',
  ].join(', ');
}

function sqliteVersion(): string {
  const Database: Libsql = createRequire(import.meta.url)('libsql');
  const db = new Database(':memory:');
  const { version } = db.prepare('select sqlite_version() as version').get();
  db.close();
  return version;
}
