import { isIP } from 'node:net';
import type { Dispatcher } from 'undici';
import type {
  Platform,
  PlatformError,
  PluginContext,
  PluginHttp,
  PolledPlatform,
} from '../plugin-api/index.ts';
import { SECOND } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { bareHost, isPublicAddress } from '../shared/private-address.ts';
import { elapsed } from '../shared/timers.ts';
import type { AccountPace } from './account-pace.ts';
import { settingsForCall } from './account-settings.ts';
import type { SessionCookies } from './cookies.ts';
import { startDeadline } from './deadline.ts';
import { addressOf, declaredOrigins } from './declared-origins.ts';
import { hidingCookies } from './hiding-cookies.ts';
import { keepable, packSession, unpackSession } from './kept-session.ts';
import { watchBounds } from './own-failures.ts';
import { cleanFailure, failures, isPlatformError } from './plugin-failure.ts';
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
  /** Whose pace the requests count against; left out: nobody's. */
  account?: string;
  /** True: it goes on where a login stopped for a picture, with the cookies of that. */
  goesOn?: boolean;
  /** What its requests and logins are held to, in whichever process; left out: nothing. */
  bounds?: CallBounds;
}

/** What holds an account's calls within bounds that outlive this process. */
export interface CallBounds extends LoginBounds {
  /** Before each request. Throws PlatformError 'tooFast' when no more may be made. */
  beforeRequest(): void;
}

/** For logins that nobody stands by. */
export interface LoginBounds {
  /** The session that another call got since this one began; null: there is none. */
  newerSession(): Promise<{ session: unknown } | null>;
  /**
   * Null: log in now, it is counted, and nobody else does until `loggedIn` or `loginFailed`. A session: another call
   * got it while this one waited. Throws PlatformError 'tooFast' when no login may be made now.
   */
  beforeLogin(signal: AbortSignal): Promise<{ session: unknown } | null>;
  /** It let us in. Resolves once `session` is kept, whatever comes of the rest of the call. */
  loggedIn(session: unknown): Promise<void>;
  /** Where it gives an error, that is thrown instead. */
  loginFailed(failure: PlatformError): Promise<PlatformError | null>;
  /** The platform doesn't know the session any more. */
  sessionEnded(): Promise<void>;
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
  bounds: CallBounds | undefined;
  /** How many were made until now. */
  requests(): number;
  /** As it is to be kept now. `isUnderWay`: of a login that goes on when a person has read a picture. */
  kept(how?: { isUnderWay?: boolean }): Promise<unknown>;
  /** Goes on with a session that was kept by another call. */
  takeOver(session: unknown): void;
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
 * its own hosts, and every failure a PlatformError whose words are free of secrets; one of our own doing is not called
 * the plugin's. Where the session changed before the failure, it comes with the error.
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
  const foreign = foreignOrigins(deps, platform);
  const madeFor = ownerOf(settings, foreign);
  const before = unpackSession(call.session, madeFor);
  scrubber.alsoHide(before.own);
  const keepsCookies = platform.listening !== 'polled' || platform.keepsCookies !== false;
  const cookies = hidingCookies(keepsCookies || call.goesOn ? before.cookies : null, scrubber);
  const deadline = startDeadline({
    ms: limits.callMs,
    signal: call.signal,
    onTime: () => failures.noTime(limits.callMs / SECOND),
    onStop: failures.stopped,
  });
  const now = () => call.now + (elapsed() - startedAt);
  const origins = originsOf(platform, settings);
  const { account } = call;
  let requests = 0;
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
    async beforeEach(signal) {
      requests += 1;
      if (account === undefined) return;
      call.bounds?.beforeRequest();
      await deps.pace.take(account, paceOf(platform), now(), signal);
    },
  });
  const { bounds, isOurs } = watchBounds(call.bounds);
  let own = before.own;
  let changed = false;
  const kept = async ({ isUnderWay = false } = {}) => {
    const jar = keepsCookies || isUnderWay ? keepable(await cookies.kept()) : null;
    return packSession({ own, cookies: jar }, madeFor);
  };
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
    bounds,
    requests: () => requests,
    kept,
    takeOver(session) {
      const newer = unpackSession(session, madeFor);
      scrubber.alsoHide(newer.own);
      own = newer.own;
      cookies.replace(keepsCookies ? newer.cookies : null);
      changed = true;
    },
  };
  try {
    const result = await Promise.race([work(room), deadline.passed]);
    return { result, session: await kept(), clockSkewMs: http.clockSkewMs(), scrub: scrubber.scrub };
  } catch (error) {
    const session = changed || cookies.hasChanged() ? await kept().catch(() => undefined) : undefined;
    if (isPlatformError(error)) throw cleanFailure(platform, error, scrubber.scrub, session);
    if (isOurs(error)) {
      // What it has got by then is kept all the same: the next call need not log in again.
      log.error({ platform: platform.id, err: error }, 'plugin_call_failed');
      throw cleanFailure(platform, failures.ours(), scrubber.scrub, session);
    }
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.error({ platform: platform.id, problem: scrubber.scrub(trace) }, 'plugin_threw');
    throw cleanFailure(platform, failures.threw(platform), scrubber.scrub, session);
  } finally {
    deadline.clear();
  }
}

/** What the plugin itself keeps of an account's session; null where there is none. */
export function ownSession(
  deps: Pick<RunDeps, 'isForeign'>,
  platform: Platform,
  call: Pick<PluginCall, 'settings' | 'session'>,
): unknown {
  const settings = settingsForCall(platform, call.settings);
  return unpackSession(call.session, ownerOf(settings, foreignOrigins(deps, platform))).own;
}

function foreignOrigins({ isForeign }: Pick<RunDeps, 'isForeign'>, platform: Platform): string[] | null {
  return isForeign(platform.id) ? declaredOrigins(platform) : null;
}

/** A session is nobody else's: not that of another login, nor, where hosts may change, one for others. */
function ownerOf(settings: Readonly<Record<string, string>>, foreign: readonly string[] | null) {
  return foreign ? { ...settings, ' hosts': foreign.join(' ') } : settings;
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
