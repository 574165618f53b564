import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';

export const databaseKinds = ['sqlite', 'mysql'] as const;
export type DatabaseKind = (typeof databaseKinds)[number];

const server = {
  host: process.env.MPAY_TEST_MYSQL_HOST ?? '127.0.0.1',
  port: Number(process.env.MPAY_TEST_MYSQL_PORT ?? 3306),
  user: process.env.MPAY_TEST_MYSQL_USER ?? 'root',
  password: process.env.MPAY_TEST_MYSQL_PASSWORD ?? '',
  connectTimeout: 2_000,
};

/** A database and a data folder of one measurement's own. */
export interface Place {
  kind: DatabaseKind;
  /** Empty for SQLite, as in the configuration. */
  databaseUrl: string;
  dataDir: string;
  remove(): Promise<void>;
}

export async function makePlace(kind: DatabaseKind): Promise<Place> {
  const dataDir = await mkdtemp(join(tmpdir(), 'mpay-bench-'));
  const removeFolder = () => rm(dataDir, { recursive: true, force: true });
  if (kind === 'sqlite') return { kind, databaseUrl: '', dataDir, remove: removeFolder };
  const name = `mpay_bench_${randomBytes(5).toString('hex')}`;
  await askServer(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const { host, port, user, password } = server;
  return {
    kind,
    databaseUrl: `mysql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${name}`,
    dataDir,
    async remove() {
      await askServer(`DROP DATABASE IF EXISTS ${name}`);
      await removeFolder();
    },
  };
}

/** "10.11.6-MariaDB", or null when no server answers. */
export async function serverVersion(): Promise<string | null> {
  try {
    const [row] = await askServer('SELECT VERSION() AS version');
    return String(row?.version);
  } catch {
    return null;
  }
}

async function askServer(sql: string): Promise<Record<string, unknown>[]> {
  const connection = await createConnection(server);
  try {
    const [rows] = await connection.query(sql);
    return Array.isArray(rows) ? (rows as Record<string, unknown>[]) : [];
  } finally {
    await connection.end();
  }
}
