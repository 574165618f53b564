import ipaddr from 'ipaddr.js';
import { z } from 'zod';

const webAddress = z
  .string()
  .refine((text) => text === '' || /^https?:\/\/[^/?#\s]+\/?$/i.test(text), 'start.mustBeWebAddress')
  .transform((text) => text.replace(/\/+$/, ''));

const yesOrNo = z
  .enum(['true', 'false', '1', '0', ''], 'start.mustBeTrueOrFalse')
  .transform((text) => text === 'true' || text === '1');

const zone = z.string().refine((name) => {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}, 'start.mustBeZone');

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The environment's values: what each must be (the message names its text) and what it is without one. */
export const Environment = z.object({
  PORT: z
    .string()
    .refine((text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535, 'start.mustBePort')
    .transform(Number)
    .default(8080),
  HOST: z.string().min(1).default('0.0.0.0'),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .refine((text) => text === '' || isMysqlAddress(text), 'start.mustBeMysql')
    .default(''),
  APP_KEY: z
    .string()
    .refine((text) => text === '' || text.length >= 32, 'start.mustBeKey')
    .default(''),
  PUBLIC_URL: webAddress.default(''),
  CASHIER_URL: webAddress.default(''),
  TRUST_PROXY: z.string().refine(isProxySetting, 'start.mustBeProxies').default(''),
  ALLOW_PRIVATE_NOTIFY: yesOrNo.default(false),
  TZ_DISPLAY: zone.default('Asia/Shanghai'),
  LOG_LEVEL: z.enum(logLevels).default('info'),
  PLUGIN_INDEX_URL: z
    .string()
    .refine((text) => text === '' || (/^https?:\/\//i.test(text) && URL.canParse(text)), 'start.mustBeIndex')
    .default(''),
  PLUGIN_INDEX_KEY: z
    .string()
    .refine((text) => text === '' || /^[A-Za-z0-9+/]{43}=$/.test(text), 'start.mustBeIndexKey')
    .default(''),
  METRICS_TOKEN: z
    .string()
    .refine((text) => text === '' || text.length >= 16, 'start.mustBeToken')
    .default(''),
});

/** True for the whole address of a MySQL or MariaDB, with its database. */
export function isMysqlAddress(text: string): boolean {
  if (!/^(mysql|mariadb):\/\/./.test(text)) return false;
  try {
    const { hostname, pathname, username, password } = new URL(text);
    [username, password, pathname].map(decodeURIComponent); // throws for a stray %
    return hostname !== '' && pathname.length > 1;
  } catch {
    return false;
  }
}

/** Networks that Express has names for. */
const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

function isProxySetting(text: string): boolean {
  if (['', 'true', 'false'].includes(text) || /^\d{1,2}$/.test(text)) return true;
  return text
    .split(',')
    .map((part) => part.trim())
    .every((part) => NAMED_NETWORKS.includes(part) || isAddress(part) || ipaddr.isValidCIDR(part));
}

function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}
