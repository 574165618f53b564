import { Agent } from 'undici';
import {
  type DroppedRow,
  type FetchWindow,
  type Platform,
  PlatformError,
  type PluginContext,
  type PolledPlatform,
} from '../plugin-api/index.ts';
import { SECOND } from '../shared/clock.ts';
import type { Log } from '../shared/log.ts';
import { settingsForCall } from './account-settings.ts';
import { callableAddresses } from './callable-addresses.ts';
import { type CheckedReceipt, checkReceipts } from './check-receipts.ts';
import { startDeadline } from './deadline.ts';
import { createPluginHttp, HTTP_LIMITS, type HttpLimits } from './plugin-http.ts';
import type { PluginRegistry } from './plugin-registry.ts';
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
}

export interface LoginAnswer {
  session: unknown;
  /** The platform's clock minus ours; null when unknown. */
  clockSkewMs: number | null;
}

export interface FetchAnswer extends LoginAnswer {
  /** Checked, each payment once. */
  receipts: CheckedReceipt[];
  /** What could not be read. Already logged. */
  dropped: DroppedRow[];
}

export interface PluginHost {
  /** Logs in afresh. Throws Refusal 'unknown_platform' or PlatformError. */
  login(platformId: string, call: PluginCall): Promise<LoginAnswer>;
  /**
   * All receipts of the window. Throws Refusal 'unknown_platform' or PlatformError; where `error.session` is
   * set, the session changed before the failure and is to be kept.
   */
  fetchReceipts(platformId: string, call: PluginCall, window: FetchWindow): Promise<FetchAnswer>;
  /** Ends the connections that are kept open between calls. */
  close(): Promise<void>;
}

export interface HostLimits extends HttpLimits {
  /** For a whole call, however many requests it makes. */
  callMs: number;
}

const LIMITS: HostLimits = { ...HTTP_LIMITS, callMs: 20 * SECOND };
const MAX_SESSION_CHARS = 64 * 1024;
const KINDS: readonly unknown[] = ['refused', 'broken', 'unreachable'];

/**
 * Calls plugins so that none of them can hang, flood or crash the caller, or leak a secret: a deadline, checked
 * results, and every failure a PlatformError whose message is free of secrets.
 */
export function createPluginHost(options: {
  registry: PluginRegistry;
  log: Log;
  limits?: Partial<HostLimits>;
}): PluginHost {
  const { registry, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const dispatcher = new Agent({ connect: { timeout: limits.requestMs, lookup: callableAddresses } });

  async function run<T>(
    platform: Platform,
    call: PluginCall,
    work: (context: PluginContext) => Promise<T>,
  ): Promise<{ result: T; clockSkewMs: number | null; scrub: (text: string) => string }> {
    const startedAt = performance.now();
    const settings = settingsForCall(platform, call.settings);
    const scrubber = createScrubber(secretsOf(platform, settings));
    scrubber.alsoHide(call.session);
    const deadline = startDeadline({
      ms: limits.callMs,
      signal: call.signal,
      onTime: () => new PlatformError('unreachable', `平台在 ${limits.callMs / SECOND} 秒内没有给出结果`),
      onStop: () => new PlatformError('unreachable', '查询被中止'),
    });
    const http = createPluginHttp({
      dispatcher,
      signal: deadline.signal,
      now: () => call.now + (performance.now() - startedAt),
      limits,
    });
    let kept: unknown;
    const context: PluginContext = {
      settings,
      session: call.session,
      keepSession(session) {
        scrubber.alsoHide(session);
        kept = usableSession(session);
      },
      http,
      now: call.now,
      signal: deadline.signal,
    };
    try {
      const result = await Promise.race([work(context), deadline.passed]);
      return { result, clockSkewMs: http.clockSkewMs(), scrub: scrubber.scrub };
    } catch (error) {
      throw asPlatformError(platform, error, scrubber, kept);
    } finally {
      deadline.clear();
    }
  }

  function asPlatformError(
    platform: Platform,
    error: unknown,
    scrubber: Scrubber,
    session: unknown,
  ): PlatformError {
    if (isPlatformError(error)) {
      return new PlatformError(error.kind, scrubber.scrub(error.message), { session });
    }
    const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.error({ platform: platform.id, problem: scrubber.scrub(trace) }, 'plugin_threw');
    return new PlatformError('broken', `${platform.name.zh}插件出错，详情见系统日志`, { session });
  }

  return {
    async login(platformId, call) {
      const platform = registry.get(platformId);
      const { result, clockSkewMs } = await run(platform, call, async (context) => {
        const { session } = await polled(platform).login(context);
        return usableSession(session);
      });
      return { session: result, clockSkewMs };
    },

    async fetchReceipts(platformId, call, window) {
      const platform = registry.get(platformId);
      const { result, clockSkewMs, scrub } = await run(platform, call, async (context) => {
        const fetched = await polled(platform).fetchReceipts(context, window);
        if (!Array.isArray(fetched?.receipts))
          throw new TypeError('fetchReceipts returned no receipts array');
        const { receipts, dropped } = checkReceipts(platform, fetched.receipts, call.now);
        return {
          receipts,
          dropped: [...(fetched.dropped ?? []), ...dropped],
          session: usableSession(fetched.session),
        };
      });
      if (result.dropped.length > 0) {
        const problems = [...new Set(result.dropped.map(({ problem }) => scrub(problem)))].slice(0, 5);
        log.warn({ platform: platform.id, count: result.dropped.length, problems }, 'plugin_rows_dropped');
      }
      return { ...result, clockSkewMs };
    },

    close: () => dispatcher.close(),
  };
}

/** A phone or PC reports for the others; there is no back end to ask. */
function polled(platform: Platform): PolledPlatform {
  if (platform.listening === 'polled') return platform;
  throw new PlatformError('broken', `${platform.name.zh}没有可查询的后台，由手机或电脑转发到账通知`);
}

/** By its shape as well: a plugin may have been loaded with its own copy of the class. */
function isPlatformError(error: unknown): error is PlatformError {
  return (
    error instanceof Error && error.name === 'PlatformError' && KINDS.includes(Reflect.get(error, 'kind'))
  );
}

function secretsOf(platform: Platform, settings: Readonly<Record<string, string>>): string[] {
  return platform.settings
    .filter((field) => field.type === 'secret')
    .map((field) => settings[field.key] ?? '');
}

/** The session as JSON would give it back. Throws when it can't be kept. */
function usableSession(session: unknown): unknown {
  const text = JSON.stringify(session ?? null);
  if (text.length > MAX_SESSION_CHARS)
    throw new RangeError(`a session of ${text.length} characters is too long`);
  return JSON.parse(text);
}
