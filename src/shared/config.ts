import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { Environment } from './environment.ts';
import { errorText } from './errors.ts';
import { fieldProblems } from './http.ts';
import { inBoth, inBothBeside } from './in-both.ts';
import { projectRoot } from './paths.ts';
import { randomHex } from './random.ts';
import { type Saying, saying } from './saying.ts';
import { unusableFiles } from './unusable-files.ts';

/** What the environment decides, read once at start. Times and addresses are checked here and trusted later. */
export interface Config {
  port: number;
  host: string;
  /** SQLite file, uploads, generated APP_KEY. Absolute. */
  dataDir: string;
  /** Empty: SQLite in dataDir, unless the installer stored a MySQL address there. */
  databaseUrl: string;
  appKey: string;
  /** The file of a key that was made by this very start; absent where there was one. */
  newKeyFile?: string;
  /** Without a trailing slash; empty: taken from each request's own Host. */
  publicUrl: string;
  /** As publicUrl, for cashier pages; empty: the same as publicUrl. */
  cashierUrl: string;
  /** What Express calls 'trust proxy'; false: X-Forwarded-* headers count for nothing. */
  trustProxy: boolean | number | string;
  /** True: shops on private and loopback addresses may be called. */
  allowPrivateNotify: boolean;
  /** The time zone in which pages show times. */
  displayZone: string;
  logLevel: string;
  /** Where plugins may be installed from, and the Ed25519 public key of whoever signs it; an empty address: nowhere. */
  pluginIndex: { url: string; key: string };
  /** Empty: /metrics is off. */
  metricsToken: string;
}

/**
 * Start-up stops on this; `problems` has one line for each wrong value, or for each file that can't be used. Only the
 * terminal is ever told of it: its message is the words, in both languages.
 */
export class ConfigError extends Error {
  readonly problems: string[];

  constructor(problems: string[], title = saying('start.wrongConfig', { count: problems.length })) {
    super([`${inBothBeside(title)}:`, ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Their values are never shown. */
const SECRET = ['DATABASE_URL', 'APP_KEY', 'METRICS_TOKEN'];

/**
 * Reads the environment over the `.env` file (the environment wins), checks every value, makes DATA_DIR and,
 * where APP_KEY is not given and nothing was installed, a key of our own in DATA_DIR/app.key. Throws ConfigError with
 * every wrong value, every file that can't be read or written, or the key that is missing.
 */
export function loadConfig(
  env: NodeJS.ProcessEnv = process.env,
  envFile = join(projectRoot, '.env'),
): Config {
  const fromFile = readEnvFile(envFile);
  const given = Object.fromEntries(
    Object.keys(Environment.shape)
      .map((name) => [name, (env[name] ?? fromFile[name])?.trim()] as const)
      .filter(([name, value]) => value !== undefined && !(value === '' && hasDefaultForEmpty(name))),
  );
  const checked = Environment.safeParse(given);
  if (!checked.success) {
    throw new ConfigError(
      fieldProblems(checked.error).map(({ field, problem }) =>
        line(SECRET.includes(field) ? field : `${field}=${given[field]}`, problem),
      ),
    );
  }
  const values = checked.data;
  const dataDir = resolve(projectRoot, values.DATA_DIR);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    const problem = saying('start.dirNotMade', { dir: dataDir, cause: errorText(error) });
    throw new ConfigError([line(`DATA_DIR=${values.DATA_DIR}`, problem)]);
  }
  const unusable = unusableFiles(dataDir, { withDatabase: values.DATABASE_URL === '' });
  if (unusable.length > 0) {
    throw new ConfigError(
      unusable.map(({ path, problem }) => line(path, problem)),
      saying('start.unusableFiles'),
    );
  }
  const key = values.APP_KEY === '' ? ownAppKey(dataDir) : { appKey: values.APP_KEY };
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir,
    databaseUrl: values.DATABASE_URL,
    ...key,
    publicUrl: values.PUBLIC_URL,
    cashierUrl: values.CASHIER_URL || values.PUBLIC_URL,
    trustProxy: proxySetting(values.TRUST_PROXY),
    allowPrivateNotify: values.ALLOW_PRIVATE_NOTIFY,
    displayZone: values.TZ_DISPLAY,
    logLevel: values.LOG_LEVEL,
    pluginIndex: { url: values.PLUGIN_INDEX_URL, key: values.PLUGIN_INDEX_KEY },
    metricsToken: values.METRICS_TOKEN,
  };
}

/** "PORT=" in .env means "not set", so that the lines of .env.example can stay empty. */
function hasDefaultForEmpty(name: string): boolean {
  return ['PORT', 'HOST', 'DATA_DIR', 'TZ_DISPLAY', 'LOG_LEVEL'].includes(name);
}

function readEnvFile(envFile: string): NodeJS.Dict<string> {
  if (!existsSync(envFile)) return {};
  try {
    return parseEnv(readFileSync(envFile, 'utf8'));
  } catch (error) {
    throw new ConfigError([line(envFile, saying('start.envNotRead', { cause: errorText(error) }))]);
  }
}

function ownAppKey(dataDir: string): { appKey: string; newKeyFile?: string } {
  const file = join(dataDir, 'app.key');
  const isMissing = !existsSync(file);
  if (isMissing && wasInstalled(dataDir)) {
    const remedy = inBoth(saying('refusal.key_missing', { file }));
    throw new ConfigError(remedy.split('\n'), saying('start.keyMissing'));
  }
  const isNew = isMissing && made(file);
  const appKey = readFileSync(file, 'utf8').trim();
  if (appKey.length < 32) throw new ConfigError([line(file, saying('start.keyNotUsable'))]);
  return { appKey, ...(isNew && { newKeyFile: file }) };
}

/** False when another process was quicker. */
function made(file: string): boolean {
  try {
    writeFileSync(file, `${randomHex(32)}\n`, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** True where files tell so; whether the database does, is asked later. */
function wasInstalled(dataDir: string): boolean {
  const mark = join(dataDir, 'installed.json');
  if (existsSync(join(dataDir, 'database.json'))) return true;
  return existsSync(mark) && !/"complete":\s*false/.test(readFileSync(mark, 'utf8'));
}

/** One problem: the value or the file that it is about, and what is wrong with it. */
function line(about: string, problem: Saying): string {
  return `${about}: ${inBothBeside(problem)}`;
}

function proxySetting(text: string): boolean | number | string {
  if (text === '' || text === 'false' || text === '0') return false;
  if (text === 'true') return 1;
  return /^\d+$/.test(text) ? Number(text) : text;
}
