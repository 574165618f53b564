import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { Environment, must } from './environment.ts';
import { projectRoot } from './paths.ts';
import { randomHex } from './secrets.ts';

/** What the environment decides, read once at start. Times and addresses are checked here and trusted later. */
export interface Config {
  port: number;
  host: string;
  /** SQLite file, uploads, generated APP_KEY. Absolute. */
  dataDir: string;
  /** Empty: SQLite in dataDir, unless the installer stored a MySQL address there. */
  databaseUrl: string;
  appKey: string;
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
  /** Empty: /metrics is off. */
  metricsToken: string;
}

/** Start-up stops on this; `problems` has one line for each wrong value. */
export class ConfigError extends Error {
  readonly problems: string[];

  constructor(problems: string[]) {
    const title = `配置有 ${problems.length} 处不对，请改 .env 或环境变量后再启动 (wrong configuration):`;
    super([title, ...problems.map((problem) => `  ${problem}`)].join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Their values are never shown. */
const SECRET = ['DATABASE_URL', 'APP_KEY', 'METRICS_TOKEN'];

/**
 * Reads the environment over the `.env` file (the environment wins), checks every value, makes DATA_DIR and,
 * where APP_KEY is not given, a key of our own in DATA_DIR/app.key. Throws ConfigError with every wrong value.
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
      checked.error.issues.map(({ path, message }) => {
        const name = String(path[0]);
        return `${name}${SECRET.includes(name) ? '' : `=${given[name]}`}: ${message}`;
      }),
    );
  }
  const values = checked.data;
  const dataDir = resolve(projectRoot, values.DATA_DIR);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.W_OK);
  } catch (error) {
    const cause = (error as Error).message;
    throw new ConfigError([
      `DATA_DIR=${values.DATA_DIR}: ${must(`${dataDir} 建不了或写不了`, `can't be made or written: ${cause}`)}`,
    ]);
  }
  return {
    port: values.PORT,
    host: values.HOST,
    dataDir,
    databaseUrl: values.DATABASE_URL,
    appKey: values.APP_KEY || ownAppKey(dataDir),
    publicUrl: values.PUBLIC_URL,
    cashierUrl: values.CASHIER_URL || values.PUBLIC_URL,
    trustProxy: proxySetting(values.TRUST_PROXY),
    allowPrivateNotify: values.ALLOW_PRIVATE_NOTIFY,
    displayZone: values.TZ_DISPLAY,
    logLevel: values.LOG_LEVEL,
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
    throw new ConfigError([`${envFile}: ${must('读不出来', `can't be read: ${(error as Error).message}`)}`]);
  }
}

function ownAppKey(dataDir: string): string {
  const file = join(dataDir, 'app.key');
  if (!existsSync(file)) writeFileSync(file, `${randomHex(32)}\n`, { mode: 0o600, flag: 'wx' });
  const key = readFileSync(file, 'utf8').trim();
  if (key.length < 32)
    throw new ConfigError([
      `${file}: ${must('里面没有可用的密钥，请从备份恢复，或设置 APP_KEY', 'holds no usable key; restore it from a back-up or set APP_KEY')}`,
    ]);
  return key;
}

function proxySetting(text: string): boolean | number | string {
  if (text === '' || text === 'false' || text === '0') return false;
  if (text === 'true') return 1;
  return /^\d+$/.test(text) ? Number(text) : text;
}
