import ipaddr from 'ipaddr.js';
import { z } from 'zod';

/** What a value must be, for people: Chinese first. */
export const must = (chinese: string, english: string) => `${chinese} (${english})`;

const webAddress = z
  .string()
  .refine(
    (text) => text === '' || /^https?:\/\/[^/?#\s]+\/?$/i.test(text),
    must(
      '要写成 https://pay.example.com 这样，后面不带路径',
      'must be like https://pay.example.com, without a path',
    ),
  )
  .transform((text) => text.replace(/\/+$/, ''));

const yesOrNo = z
  .enum(['true', 'false', '1', '0', ''], must('只能是 true 或 false', 'must be true or false'))
  .transform((text) => text === 'true' || text === '1');

const zone = z.string().refine(
  (name) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
    } catch {
      return false;
    }
  },
  must('要是时区名，如 Asia/Shanghai', 'must be a time zone like Asia/Shanghai'),
);

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** The environment's values: what each must be and what it is without one. */
export const Environment = z.object({
  PORT: z
    .string()
    .refine(
      (text) => /^\d{1,5}$/.test(text) && Number(text) <= 65_535,
      must('要是 0 到 65535 的整数，如 8080', 'must be a whole number from 0 to 65535, like 8080'),
    )
    .transform(Number)
    .default(8080),
  HOST: z.string().min(1).default('0.0.0.0'),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: z
    .string()
    .refine(
      (text) => text === '' || isMysqlAddress(text),
      must(
        '要写成 mysql://用户名:密码@主机:3306/数据库名，密码里的特殊字符用 %XX 表示；留空则用内置数据库',
        'must be like mysql://user:password@host:3306/database, special characters as %XX, or empty',
      ),
    )
    .default(''),
  APP_KEY: z
    .string()
    .refine(
      (text) => text === '' || text.length >= 32,
      must('至少 32 个字符，或留空', 'must be empty or 32 characters or more'),
    )
    .default(''),
  PUBLIC_URL: webAddress.default(''),
  CASHIER_URL: webAddress.default(''),
  TRUST_PROXY: z
    .string()
    .refine(
      isProxySetting,
      must(
        '要是反向代理的层数（如 1）、true、false，或它们的地址（如 10.0.0.0/8,loopback）',
        'must be a number of proxies like 1, true, false, or their addresses like 10.0.0.0/8,loopback',
      ),
    )
    .default(''),
  ALLOW_PRIVATE_NOTIFY: yesOrNo.default(false),
  TZ_DISPLAY: zone.default('Asia/Shanghai'),
  LOG_LEVEL: z
    .enum(logLevels, must(`只能是 ${logLevels.join('、')} 之一`, `must be one of ${logLevels.join(', ')}`))
    .default('info'),
  METRICS_TOKEN: z
    .string()
    .refine(
      (text) => text === '' || text.length >= 16,
      must('至少 16 个字符，或留空', 'must be empty or 16 characters or more'),
    )
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
