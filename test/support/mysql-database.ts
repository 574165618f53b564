import { createConnection } from 'mysql2/promise';
import { randomHex } from '../../src/shared/random.ts';
import { mysqlServer } from './requirements.ts';

/** An empty MySQL database with a random name, and how to drop it. */
export async function createMysqlDatabase(): Promise<{ name: string; url: string; drop(): Promise<void> }> {
  const name = `mpay_test_${randomHex(6)}`;
  await onMysqlServer(`CREATE DATABASE ${name} CHARACTER SET utf8mb4`);
  const { host, port, user, password } = mysqlServer;
  return {
    name,
    url: `mysql://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${name}`,
    drop: () => onMysqlServer(`DROP DATABASE IF EXISTS ${name}`),
  };
}

/** Runs one statement on the test server, outside any database. */
export async function onMysqlServer(sql: string): Promise<void> {
  const connection = await createConnection(mysqlServer);
  try {
    await connection.query(sql);
  } finally {
    await connection.end();
  }
}
