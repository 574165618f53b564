import {
  type FailureKind,
  failureKinds,
  type Platform,
  PlatformError,
  type Words,
} from '../plugin-api/index.ts';
import { HOUR, SECOND } from '../shared/clock.ts';

const MAX_WORDS = 300;
const MIN_REST_MS = SECOND;
const MAX_REST_MS = HOUR;

/** By its shape as well: a plugin may have been loaded with its own copy of the class. */
export function isPlatformError(error: unknown): error is PlatformError {
  return (
    error instanceof Error &&
    error.name === 'PlatformError' &&
    failureKinds.includes(Reflect.get(error, 'kind') as FailureKind)
  );
}

export function isSessionGone(error: unknown): boolean {
  return error instanceof Error && error.name === 'SessionGone';
}

/** The failure as it may be told: bounded, free of secrets, about fields that the form has. */
export function cleanFailure(
  platform: Platform,
  error: PlatformError,
  scrub: (text: string) => string,
  session: unknown,
): PlatformError {
  const words = (lang: keyof Words) =>
    scrub(String(error.words?.[lang] ?? error.message)).slice(0, MAX_WORDS);
  const known = platform.settings.map(({ key }) => key);
  const rest = Number(error.retryAfterMs);
  return new PlatformError(
    error.kind,
    { zh: words('zh'), en: words('en') },
    {
      fields: Array.isArray(error.fields) ? known.filter((key) => error.fields.includes(key)) : [],
      ...(error.kind === 'tooFast' && {
        retryAfterMs: Math.min(MAX_REST_MS, Math.max(MIN_REST_MS, Number.isFinite(rest) ? rest : 0)),
      }),
      session,
    },
  );
}

export const failures = {
  needsPerson: (platform: Platform) =>
    new PlatformError('needsPerson', {
      zh: `${platform.name.zh}的登录已失效，要你本人重新登录一次`,
      en: `The login at ${platform.name.en} has ended: it needs you to log in once more`,
    }),
  refusedAfterLogin: (platform: Platform) =>
    new PlatformError('blocked', {
      zh: `${platform.name.zh}登录成功，但不允许查询流水，请到商户平台确认账号的权限`,
      en: `The login at ${platform.name.en} works, but it may not read payments: check what it may do there`,
    }),
  noWay: (platform: Platform) =>
    new PlatformError('broken', {
      zh: `${platform.name.zh}没有这种登录方式`,
      en: `${platform.name.en} has no such way to log in`,
    }),
  nothingPasted: () =>
    new PlatformError('wrongPassword', {
      zh: '没有可以用的内容，请重新复制',
      en: 'There is nothing of use in it: copy it again',
    }),
  threw: (platform: Platform) =>
    new PlatformError('broken', {
      zh: `${platform.name.zh}插件出错，详情见系统日志`,
      en: `The plugin for ${platform.name.en} failed: see the log`,
    }),
  notAsked: (platform: Platform) =>
    new PlatformError('broken', {
      zh: `${platform.name.zh}没有可查询的后台，由手机或电脑转发到账通知`,
      en: `${platform.name.en} has no back end to ask: a phone or PC reports its payments`,
    }),
  noTime: (seconds: number) =>
    new PlatformError('unreachable', {
      zh: `平台在 ${seconds} 秒内没有给出结果`,
      en: `The platform gave no result within ${seconds} s`,
    }),
  stopped: () => new PlatformError('unreachable', { zh: '查询被中止', en: 'The query was stopped' }),
};
