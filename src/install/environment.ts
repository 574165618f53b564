import { constants } from 'node:fs';
import { access, readFile, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '../shared/config.ts';
import { errorText } from '../shared/errors.ts';
import type { TextKey } from '../shared/i18n/index.ts';
import { type Saying, saying } from '../shared/saying.ts';

/** One line of the environment check: what was looked at, what was found, and what to do about it. */
export interface EnvironmentCheck {
  name: TextKey;
  result: 'pass' | 'warn' | 'fail';
  /** What was found, as it is (a version, a path, a size)... */
  found?: string;
  /** ...or as a text. */
  foundText?: Saying;
  /** What to do, or to know. */
  advice?: Saying;
}

export interface EnvironmentFacts {
  nodeVersion: string;
  dataDir: string;
  /** Why DATA_DIR can't be written to; undefined when it can. */
  dataDirProblem: string | undefined;
  /** Undefined when the system doesn't tell. */
  freeBytes: number | undefined;
  /** The file that holds the generated key; undefined when APP_KEY was given. */
  keyFile: string | undefined;
  now: number;
  time: string;
}

const NODE_NEEDED = [20, 19] as const;
const MB = 1024 ** 2;
const DISK_NEEDED = 200 * MB;
const DISK_ADVISED = 1024 * MB;
/** No clock that is right shows an earlier time. */
const BEFORE_US = Date.UTC(2025, 0, 1);

/** Looks at this machine; changes nothing. */
export async function gatherFacts(config: Config, now: number, time: string): Promise<EnvironmentFacts> {
  const { dataDir } = config;
  const keyFile = join(dataDir, 'app.key');
  return {
    nodeVersion: process.versions.node,
    dataDir,
    dataDirProblem: await access(dataDir, constants.W_OK | constants.X_OK).then(() => undefined, errorText),
    freeBytes: await statfs(dataDir).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => undefined,
    ),
    keyFile: (await isKeyOf(keyFile, config.appKey)) ? keyFile : undefined,
    now,
    time,
  };
}

/** Pure: what the facts mean, in the order in which the page shows them. */
export function checkEnvironment(facts: EnvironmentFacts): EnvironmentCheck[] {
  return [checkNode(facts), checkDataDir(facts), checkDisk(facts), checkKey(facts), checkClock(facts)];
}

function checkNode({ nodeVersion }: EnvironmentFacts): EnvironmentCheck {
  const [major = 0, minor = 0] = nodeVersion.split('.').map(Number);
  const [needMajor, needMinor] = NODE_NEEDED;
  const enough = major > needMajor || (major === needMajor && minor >= needMinor);
  return {
    name: 'install.checkNode',
    result: enough ? 'pass' : 'fail',
    found: nodeVersion,
    ...(!enough && { advice: saying('install.checkNodeFail', { needed: NODE_NEEDED.join('.') }) }),
  };
}

function checkDataDir({ dataDir, dataDirProblem }: EnvironmentFacts): EnvironmentCheck {
  return {
    name: 'install.checkDataDir',
    result: dataDirProblem ? 'fail' : 'pass',
    found: dataDir,
    ...(dataDirProblem && { advice: saying('install.checkDataDirFail', { cause: dataDirProblem }) }),
  };
}

function checkDisk({ freeBytes }: EnvironmentFacts): EnvironmentCheck {
  const name = 'install.checkDisk';
  const needed = sizeText(DISK_NEEDED);
  if (freeBytes === undefined) {
    return { name, result: 'warn', advice: saying('install.checkDiskUnknown', { needed }) };
  }
  const found = sizeText(freeBytes);
  if (freeBytes < DISK_NEEDED) {
    return { name, result: 'fail', found, advice: saying('install.checkDiskFail', { needed }) };
  }
  if (freeBytes < DISK_ADVISED) {
    const advice = saying('install.checkDiskWarn', { needed: sizeText(DISK_ADVISED) });
    return { name, result: 'warn', found, advice };
  }
  return { name, result: 'pass', found };
}

function checkKey({ keyFile }: EnvironmentFacts): EnvironmentCheck {
  return {
    name: 'install.checkKey',
    result: 'pass',
    foundText: keyFile
      ? saying('install.checkKeyGenerated', { file: keyFile })
      : saying('install.checkKeyGiven'),
    advice: saying('install.checkKeyHint'),
  };
}

function checkClock({ now, time }: EnvironmentFacts): EnvironmentCheck {
  const wrong = now < BEFORE_US;
  return {
    name: 'install.checkClock',
    result: wrong ? 'fail' : 'pass',
    found: time,
    advice: saying(wrong ? 'install.checkClockFail' : 'install.checkClockHint'),
  };
}

function sizeText(bytes: number): string {
  return bytes >= 1024 * MB ? `${(bytes / (1024 * MB)).toFixed(1)} GB` : `${Math.floor(bytes / MB)} MB`;
}

async function isKeyOf(file: string, appKey: string): Promise<boolean> {
  return readFile(file, 'utf8').then(
    (text) => text.trim() === appKey,
    () => false,
  );
}
