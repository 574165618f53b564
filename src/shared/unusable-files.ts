import { accessSync, constants, existsSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { randomHex } from './random.ts';
import { type Saying, saying } from './saying.ts';
import { type WriteFault, writeFault } from './write-fault.ts';

/** More than a file system keeps beside a file's name, so that a full disk is noticed. */
const PROBE = 'x'.repeat(8 * 1024);

/** A file or folder that the product could not read or write, and the remedy. */
export interface UnusableFile {
  path: string;
  problem: Saying;
}

/**
 * What in DATA_DIR the product could not read or write. Tried for
 * real: rights alone don't tell of a full disk or one that is mounted read-only. Leaves nothing behind.
 */
export function unusableFiles(dataDir: string, { withDatabase }: { withDatabase: boolean }): UnusableFile[] {
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

function problemOf(path: string, attempt: () => void): UnusableFile[] {
  try {
    attempt();
    return [];
  } catch (error) {
    const fault = writeFault(error);
    const problem = isKnown(fault)
      ? saying(`start.file.${fault}`)
      : saying('start.fileOtherwise', { code: codeOf(error) });
    const command = ownersCommand(path);
    return [{ path, problem: command === '' ? problem : saying('start.fileCommand', { problem, command }) }];
  }
}

/** The faults whose remedy is known. */
const known = ['no_right', 'read_only', 'disk_full'] as const satisfies WriteFault[];

function isKnown(fault: WriteFault): fault is (typeof known)[number] {
  return (known as readonly WriteFault[]).includes(fault);
}

function codeOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException).code ?? error);
}

/** The command that gives another user's file to this one; '' where that is not the cause. */
function ownersCommand(path: string): string {
  const uid = process.getuid?.();
  const owner = existsSync(path) ? statSync(path).uid : uid;
  return owner === uid || uid === undefined ? '' : `sudo chown -R ${uid} ${path}`;
}
