import {
  type FailureKind,
  failureKinds,
  type Platform,
  PlatformError,
  type Words,
} from '../plugin-api/index.ts';
import { HOUR, SECOND } from '../shared/clock.ts';
import { type Saying, saying, wordsOf } from '../shared/saying.ts';

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
      mayPass: error.mayPass === true,
      tooMany: error.tooMany === true,
    },
  );
}

/** A failure in words of ours. */
export function failure(kind: FailureKind, what: Saying): PlatformError {
  return new PlatformError(kind, wordsOf(what));
}

export const failures = {
  needsPerson: ({ name: platform }: Platform) =>
    failure('needsPerson', saying('platform.needsPerson', { platform })),
  /** Somebody else logged in at that moment, or this login may not see the list at all: one time does not tell. */
  refusedAfterLogin: ({ name: platform }: Platform) =>
    new PlatformError('blocked', wordsOf(saying('platform.refusedAfterLogin', { platform })), {
      mayPass: true,
    }),
  noWay: ({ name: platform }: Platform) => failure('broken', saying('platform.noWay', { platform })),
  nothingPasted: () => failure('wrongPassword', saying('platform.nothingPasted')),
  threw: ({ name: platform }: Platform) => failure('broken', saying('platform.threw', { platform })),
  /** What we keep of logins could not be read or written: nothing is known of the platform. */
  ours: () => failure('unreachable', saying('platform.notForeseen')),
  notAsked: ({ name: platform }: Platform) => failure('broken', saying('platform.notAsked', { platform })),
  noTime: (seconds: number) => failure('unreachable', saying('platform.noTime', { seconds })),
  stopped: () => failure('unreachable', saying('platform.stopped')),
};
