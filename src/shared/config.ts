import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
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
    super(`the configuration has ${problems.length} wrong value(s):\n  ${problems.join('\n  ')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const webAddress = z
  .string()
  .refine(
    (text) => text === '' || /^https?:\/\/[^/?#\s]+\/?$/i.test(text),
    'must be like https://pay.example.com',
  )
  .transform((text) => text.replace(/\/+$/, ''));

const yesOrNo = z
  .enum(['true', 'false', '1', '0', ''], 'must be true or false')
  .transform((text) => text === 'true' || text === '1');

const zone = z.string().refine((name) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}, 'must be a time zone like Asia/Shanghai');

const Environment = z.object({
  PORT: z.coerce.number('must be a port number').int().min(0).max(65_535).default(8080),
  HOST: z.string().min(1).default('0.0.0.0'),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .refine(
      (text) => text === '' || /^(mysql|mariadb):\/\/.+/.test(text),
      'must be empty or like mysql://user:password@host:3306/database',
    )
    .default(''),
  APP_KEY: z
    .string()
    .refine((text) => text === '' || text.length >= 32, 'must be empty or 32 characters or more')
    .default(''),
  PUBLIC_URL: webAddress.default(''),
  CASHIER_URL: webAddress.default(''),
  TRUST_PROXY: z.string().default(''),
  ALLOW_PRIVATE_NOTIFY: yesOrNo.default(false),
  TZ_DISPLAY: zone.default('Asia/Shanghai'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  METRICS_TOKEN: z
    .string()
    .refine((text) => text === '' || text.length >= 16, 'must be empty or 16 characters or more')
    .default(''),
});

/**
 * Reads the environment over the `.env` file (the environment wins), checks every value, makes DATA_DIR and,
 * where APP_KEY is not given, a key of our own in DATA_DIR/app.key. Throws ConfigError with every wrong value.
 */
export function loadConfig(
  env: NodeJS.ProcessEnv = process.env,
  envFile = join(projectRoot, '.env'),
): Config {
  const fromFile = existsSync(envFile) ? parseEnv(readFileSync(envFile, 'utf8')) : {};
  const given = Object.fromEntries(
    Object.keys(Environment.shape)
      .map((name) => [name, (env[name] ?? fromFile[name])?.trim()] as const)
      .filter(([name, value]) => value !== undefined && !(value === '' && hasDefaultForEmpty(name))),
  );
  const checked = Environment.safeParse(given);
  if (!checked.success) {
    throw new ConfigError(checked.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`));
  }
  const values = checked.data;
  const dataDir = resolve(projectRoot, values.DATA_DIR);
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigError([`DATA_DIR: ${dataDir} can't be made (${(error as Error).message})`]);
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

function ownAppKey(dataDir: string): string {
  const file = join(dataDir, 'app.key');
  if (!existsSync(file)) writeFileSync(file, `${randomHex(32)}\n`, { mode: 0o600, flag: 'wx' });
  const key = readFileSync(file, 'utf8').trim();
  if (key.length < 32)
    throw new ConfigError([`${file}: holds no usable key; restore it from a back-up or set APP_KEY`]);
  return key;
}

function proxySetting(text: string): boolean | number | string {
  if (text === '' || text === 'false' || text === '0') return false;
  if (text === 'true') return 1;
  return /^\d+$/.test(text) ? Number(text) : text;
}
