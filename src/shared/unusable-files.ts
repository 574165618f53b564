import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from './environment.ts';
import { randomHex } from './secrets.ts';
import { type WriteFault, writeFault } from './write-fault.ts';

/** More than a file system keeps beside a file's name, so that a full disk is noticed. */
const PROBE = 'x'.repeat(8 * 1024);

/**
 * What in DATA_DIR the product could not read or write, one line each with the remedy, in both languages. Tried for
 * real: rights alone don't tell of a full disk or one that is mounted read-only. Leaves nothing behind.
 */
export function unusableFiles(dataDir: string, { withDatabase }: { withDatabase: boolean }): string[] {
  const folders = [dataDir, join(dataDir, 'uploads')].filter((path) => path === dataDir || existsSync(path));
  const database = withDatabase ? ['mpay.db', 'mpay.db-wal', 'mpay.db-shm'] : [];
  const files = [...database, 'app.key', 'installed.json', 'database.json'].map((name) =>
    join(dataDir, name),
  );
  return [
    ...folders.flatMap((path) => problemOf(path, () => tryFolder(path))),
    ...files.flatMap((path) =>
      problemOf(path, () =>
        tryFile(
          path,
          database.some((name) => path.endsWith(name)),
        ),
      ),
    ),
  ];
}

function tryFolder(path: string): void {
  const probe = join(path, `.write-test-${randomHex(4)}`);
  try {
    writeFileSync(probe, PROBE, { mode: 0o600, flag: 'wx' });
  } finally {
    rmSync(probe, { force: true });
  }
}

function tryFile(path: string, isWritten: boolean): void {
  if (existsSync(path)) accessSync(path, constants.R_OK | (isWritten ? constants.W_OK : 0));
}

function problemOf(path: string, attempt: () => void): string[] {
  try {
    attempt();
    return [];
  } catch (error) {
    const [chinese, english] = remedies[writeFault(error)] ?? [
      `不能用（${codeOf(error)}），请检查 DATA_DIR`,
      `can't be used (${codeOf(error)}): look at DATA_DIR`,
    ];
    const owner = ownersCommand(path);
    return [`${path}: ${must(`${chinese}${owner}`, `${english}${owner}`)}`];
  }
}

const remedies: Partial<Record<WriteFault, [chinese: string, english: string]>> = {
  no_right: [
    '没有读写权限，请改权限或属主',
    'may not be read or written by this user: change its rights or owner',
  ],
  read_only: ['所在的磁盘是只读的，请重新挂载为可写', 'is on a read-only disk: mount it writable'],
  disk_full: ['磁盘已满，请先清理磁盘', 'is on a full disk: make room first'],
};

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? error);
}

/** The command that gives another user's file to this one; '' where that is not the cause. */
function ownersCommand(path: string): string {
  const uid = process.getuid?.();
  const owner = existsSync(path) ? statSync(path).uid : uid;
  return owner === uid || uid === undefined ? '' : `：sudo chown -R ${uid} ${path}`;
}
