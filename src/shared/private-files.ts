import { chmodSync, lstatSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { errorText } from './errors.ts';
import type { Log } from './log.ts';
import { projectRoot } from './paths.ts';

/** Nobody but the owner reads, writes or enters. */
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
const FOR_OTHERS = 0o077;

/** Of ours at the top of DATA_DIR, which may be a folder that holds other things too. */
const OWN_FILES = /^(?:mpay\.db.*|app\.key.*|installed\.json.*|database\.json.*|.+\.log)$/;
const OWN_FOLDERS: ReadonlySet<string> = new Set(['uploads', 'logs', 'log', 'backup', 'backups']);

/** What this process creates from now on is for its owner alone. Does nothing on Windows. */
export function createForOwnerOnly(): void {
  process.umask(FOR_OTHERS);
}

/**
 * Takes away what others may do with DATA_DIR, the database, uploads, logs, keys and `.env`, where this process's user
 * owns them (the folder only where nothing else lies in it): files that an older version, a copy or an unpacked back-up left open. Links are not followed. Never
 * throws: what can't be closed is logged.
 */
export function closeToOthers(
  dataDir: string,
  log: Pick<Log, 'info' | 'warn'>,
  envFile = join(projectRoot, '.env'),
): void {
  const uid = process.getuid?.();
  if (uid === undefined) return;
  let closed = 0;

  const close = (path: string, found: Stats) => {
    if (found.uid !== uid || (found.mode & FOR_OTHERS) === 0) return;
    try {
      chmodSync(path, found.isDirectory() ? FOLDER_MODE : FILE_MODE);
      closed += 1;
    } catch (error) {
      log.warn({ path, cause: errorText(error) }, 'file_open_to_others');
    }
  };
  const closeAll = (path: string) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isFile()) close(path, found);
    if (!found?.isDirectory()) return;
    close(path, found);
    for (const name of namesIn(path)) closeAll(join(path, name));
  };

  const folder = statSync(dataDir, { throwIfNoEntry: false });
  const names = namesIn(dataDir);
  // A folder that others use as well, like /tmp, is not ours to close.
  if (folder && names.every(isOurs)) close(dataDir, folder);
  for (const name of names) {
    const path = join(dataDir, name);
    if (OWN_FOLDERS.has(name)) closeAll(path);
    else if (OWN_FILES.test(name) && lstatSync(path, { throwIfNoEntry: false })?.isFile()) closeAll(path);
  }
  const env = lstatSync(envFile, { throwIfNoEntry: false });
  if (env?.isFile()) close(envFile, env);
  if (closed > 0) log.info({ files: closed }, 'closed_to_others');
}

const isOurs = (name: string) => OWN_FILES.test(name) || OWN_FOLDERS.has(name) || name.startsWith('.');

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
