import { isIP } from 'node:net';
import type { Dispatcher } from 'undici';
import type { Platform, PluginContext, PluginHttp, PolledPlatform } from '../plugin-api/index.ts';
import { SECOND } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { bareHost, isPublicAddress } from '../shared/private-address.ts';
import { elapsed } from '../shared/timers.ts';
import type { AccountPace } from './account-pace.ts';
import { settingsForCall } from './account-settings.ts';
import { createCookies, type SessionCookies } from './cookies.ts';
import { startDeadline } from './deadline.ts';
import { addressOf, declaredOrigins } from './declared-origins.ts';
import { keepable, packSession, unpackSession } from './kept-session.ts';
import { cleanFailure, failures, isPlatformError, isSessionGone } from './plugin-failure.ts';
import { createPluginHttp, type HttpLimits } from './plugin-http.ts';
import { createScrubber, type Scrubber } from './scrub-secrets.ts';

/** What the core hands in with each call. */
export interface PluginCall {
  /** The account's settings, open and secret ones together; empty ones get the manifest's default. */
  settings: Readonly<Record<string, string>>;
  /** As the last answer (or the last PlatformError) gave it; null at first. */
  session: unknown;
  /** UTC milliseconds. */
  now: number;
  signal?: AbortSignal;
  /** Whose pace and hourly budget the requests count against; left out: nobody's. */
  account?: string;
}

export interface HostLimits extends HttpLimits {
  /** For a whole call, however many requests it makes. */
  callMs: number;
}

export interface RunDeps {
  log: Log;
  limits: HostLimits;
  dispatcher: Dispatcher;
  /** To public addresses only. */
  publicDispatcher: Dispatcher;
  pace: AccountPace;
  /** True for a platform that came from outside: its sessions end with its hosts, which must be public ones. */
  isForeign(platformId: string): boolean;
  /** True: those hosts may be of the own machine and network too. */
  allowPrivate: boolean;
}

/** One call of a plugin, from inside. */
export interface Room {
  /** As things are now: with the session that was kept last. */
  context(): PluginContext;
  cookies: SessionCookies;
  /** Which addresses it may call: origins. */
  origins: ReadonlySet<string>;
  /** Without cookies, to any public https host: for what the platform keeps elsewhere. */
  outside: Pick<PluginHttp, 'get'>;
  hide: Scrubber['alsoHide'];
}

export interface Ran<T> {
  result: T;
  /** To keep; null when there is nothing. */
  session: unknown;
  /** The platform's clock minus ours; null when unknown. */
  clockSkewMs: number | null;
  scrub(text: string): string;
}

/**
 * Lets a plugin work so that it can't hang, flood or crash the caller, or leak a secret: a deadline, bounded requests to
 * its own hosts, and every failure a PlatformError whose words are free of secrets. Where the session changed before
 * the failure, it comes with the error.
 */
export async function runPlugin<T>(
  deps: RunDeps,
  platform: Platform,
  call: PluginCall,
  work: (room: Room) => Promise<T>,
): Promise<Ran<T>> {
  const { limits, log } = deps;
  const startedAt = elapsed();
  const settings = settingsForCall(platform, call.settings);
  const scrubber = createScrubber(secretsOf(platform, settings));
  const foreign = deps.isForeign(platform.id) ? declaredOrigins(platform) : null;
  // A session is nobody else's: not that of another login, nor, where hosts may change, one for others.
  const madeFor = foreign ? { ...settings, ' hosts': foreign.join(' ') } : settings;
  const before = unpackSession(call.session, madeFor);
  scrubber.alsoHide(before.own);
  for (const value of cookieValues(before.cookies)) scrubber.alsoHide(value);
  const cookies = hidingCookies(createCookies(before.cookies), scrubber);
  const deadline = startDeadline({
    ms: limits.callMs,
    signal: call.signal,
    onTime: () => failures.noTime(limits.callMs / SECOND),
    onStop: failures.stopped,
  });
  const now = () => call.now + (elapsed() - startedAt);
  const origins = originsOf(platform, settings);
  const { account } = call;
  const isOutside = platform.listening === 'polled' && platform.publicOnly === true && !deps.allowPrivate;
  // An address that its owner typed is his own word, also of his own network.
  const publicOnly = new Set(deps.allowPrivate ? [] : foreign);
  const http = createPluginHttp({
    dispatcher: ({ origin }) =>
      isOutside || publicOnly.has(origin) ? deps.publicDispatcher : deps.dispatcher,
    signal: deadline.signal,
    now,
    limits,
    cookies,
    mayCall: (url) => origins.has(url.origin) && (!isOutside || isPublicHttps(url)),
    ...(account !== undefined && {
      beforeEach: (signal) => deps.pace.take(account, paceOf(platform), now(), signal),
    }),
  });
  let own = before.own;
  let changed = false;
  const room: Room = {
    context: () => ({
      settings,
      session: own,
      keepSession(session) {
        own = keepable(session);
        scrubber.alsoHide(own);
        changed = true;
      },
      http,
      now: call.now,
      signal: deadline.signal,
    }),
    cookies,
    origins,
    outside: createPluginHttp({
      dispatcher: deps.publicDispatcher,
      ...{ signal: deadline.signal, now, limits, mayCall: isPublicHttps },
    }),
    hide: scrubber.alsoHide,
  };
  const kept = async () => packSession({ own, cookies: keepable(await cookies.kept()) }, madeFor);
  try {
    const result = await Promise.race([work(room), deadline.passed]);
    return { result, session: await kept(), clockSkewMs: http.clockSkewMs(), scrub: scrubber.scrub };
  } catch (error) {
    const session = changed || cookies.hasChanged() ? await kept().catch(() => undefined) : undefined;
    if (isPlatformError(error)) throw cleanFailure(platform, error, scrubber.scrub, session);
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.error({ platform: platform.id, problem: scrubber.scrub(trace) }, 'plugin_threw');
    throw cleanFailure(platform, failures.threw(platform), scrubber.scrub, session);
  } finally {
    deadline.clear();
  }
}

/**
 * Does what needs a session: logs in first where there is none, and once more where the platform doesn't know it any
 * more; then the same work once again. Nobody is asked anything. Throws PlatformError 'needsPerson' where only a person
 * gets on.
 */
export async function inSession<T>(
  platform: PolledPlatform,
  room: Room,
  work: (context: PluginContext) => Promise<T>,
): Promise<T> {
  const { password, handOver } = platform.login;
  const hasSession = password !== undefined || handOver !== undefined;
  const isNew = hasSession && room.context().session === null && (await room.cookies.kept()) === null;
  if (isNew) await logInAlone(platform, room);
  try {
    return await work(room.context());
  } catch (error) {
    if (!isSessionGone(error)) throw error;
    if (isNew) throw failures.refusedAfterLogin(platform);
  }
  await logInAlone(platform, room);
  try {
    return await work(room.context());
  } catch (error) {
    throw isSessionGone(error) ? failures.refusedAfterLogin(platform) : error;
  }
}

async function logInAlone(platform: PolledPlatform, room: Room): Promise<void> {
  const { password } = platform.login;
  if (!password) throw failures.needsPerson(platform);
  const step = await password(room.context());
  if (!('done' in step)) throw failures.needsPerson(platform);
  room.context().keepSession(step.done);
}

/** A phone or PC reports for the others; there is no back end to ask. */
export function polled(platform: Platform): PolledPlatform {
  if (platform.listening === 'polled') return platform;
  throw failures.notAsked(platform);
}

function paceOf(platform: Platform) {
  return platform.listening === 'polled' ? (platform.pace ?? {}) : {};
}

function originsOf(platform: Platform, settings: Readonly<Record<string, string>>): Set<string> {
  const hosts = platform.listening === 'polled' ? platform.hosts : [];
  const addresses = platform.settings
    .filter(({ type }) => type === 'url')
    .map(({ key }) => settings[key] ?? '');
  const urls = [...hosts.map(addressOf), ...addresses];
  return new Set(urls.flatMap((url) => (URL.canParse(url) ? [new URL(url).origin] : [])));
}

/** A name is looked at once more when it is resolved: see publicAddresses. */
function isPublicHttps(url: URL): boolean {
  const host = bareHost(url);
  return url.protocol === 'https:' && (isIP(host) === 0 || isPublicAddress(host));
}

function secretsOf(platform: Platform, settings: Readonly<Record<string, string>>): string[] {
  return platform.settings
    .filter((field) => field.type === 'secret')
    .map((field) => settings[field.key] ?? '');
}

/** A cookie may be a token: its value is in no message from the moment it is known. */
function hidingCookies(cookies: SessionCookies, scrubber: Scrubber): SessionCookies {
  return {
    ...cookies,
    take(setCookie, url) {
      const [pair = ''] = setCookie.split(';');
      scrubber.alsoHide(pair.slice(pair.indexOf('=') + 1).trim());
      return cookies.take(setCookie, url);
    },
  };
}

function cookieValues(kept: unknown): unknown[] {
  const { cookies } = (kept ?? {}) as { cookies?: unknown };
  return Array.isArray(cookies) ? cookies.map((cookie) => (cookie as { value?: unknown } | null)?.value) : [];
}
