import { Agent, type Dispatcher } from 'undici';
import type {
  Bill,
  BillOrder,
  DroppedRow,
  FetchResult,
  FetchWindow,
  Platform,
  PlatformCode,
  PluginHttp,
  PolledPlatform,
} from '../plugin-api/index.ts';
import { SECOND } from '../shared/clock.ts';
import { errorText } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { AccountPace } from './account-pace.ts';
import { settingsForCall } from './account-settings.ts';
import { type AskedWindow, askInParts, Stretches } from './ask-in-parts.ts';
import { callableAddresses, publicAddresses } from './callable-addresses.ts';
import { checkAsk, type ShownAsk } from './check-ask.ts';
import { checkBill, checkCodes } from './check-bill.ts';
import { type CheckedReceipt, checkDropped, checkReceipts } from './check-receipts.ts';
import { inSession } from './in-session.ts';
import { keepable } from './kept-session.ts';
import { type PayableBill, readPicture } from './payable-bill.ts';
import { failures } from './plugin-failure.ts';
import { HTTP_LIMITS } from './plugin-http.ts';
import type { PluginRegistry } from './plugin-registry.ts';
import {
  type HostLimits,
  ownSession,
  type PluginCall,
  polled,
  type Room,
  type RunDeps,
  runPlugin,
} from './plugin-run.ts';
import { readHanded } from './read-handed.ts';

export interface LoginAnswer {
  session: unknown;
  /** The platform's clock minus ours; null when unknown. */
  clockSkewMs: number | null;
}

/** In, or a picture that a person must read first; `memo` goes back with what he read. */
export type LoginOutcome =
  | (LoginAnswer & { step: 'done' })
  | { step: 'ask'; ask: ShownAsk; memo: unknown; session: unknown };

export interface FetchAnswer extends LoginAnswer {
  /** Checked, each payment once. */
  receipts: CheckedReceipt[];
  /** What could not be read. Already logged. */
  dropped: DroppedRow[];
  /** See FetchResult. */
  readUntil?: number;
  /** See FetchResult. */
  isCut?: boolean;
}

/** What happens to a bill while it is being made. */
export interface BillTold {
  /** The platform has made it; resolves when that is written down, before the platform is asked for more. */
  begun(reference: string): Promise<void>;
  /** The rest failed, and it is closed. */
  closed?(): void;
}

/** Every call throws Refusal 'unknown_platform' or PlatformError; where `error.session` is set, it is to be kept. */
export interface PluginHost {
  /** A person logs in afresh, with the password or keys of the settings. PlatformError 'needsPerson': by hand-over only. */
  login(platformId: string, call: PluginCall): Promise<LoginOutcome>;
  /** A person read the picture. `call.session`: as the outcome that asked gave it. */
  answer(platformId: string, call: PluginCall, read: { text: string; memo: unknown }): Promise<LoginOutcome>;
  /** A person hands over the session of his own browser. */
  handOver(platformId: string, call: PluginCall, pasted: string): Promise<LoginOutcome>;
  /** All receipts of the window, or of its beginning (`readUntil`) where it holds more than is read at once. Logs in by itself, once at most, where that needs nobody. */
  fetchReceipts(platformId: string, call: PluginCall, window: AskedWindow): Promise<FetchAnswer>;
  /** What was paid in the window, unfiltered, for people; null where the platform has no such list. */
  recent(platformId: string, call: PluginCall, window: FetchWindow): Promise<FetchAnswer | null>;
  /** The account's codes; null where the platform doesn't list them. */
  codes(platformId: string, call: PluginCall): Promise<(LoginAnswer & { codes: PlatformCode[] }) | null>;
  /**
   * A code for one order. Never repeated; what was begun and failed is closed, where the platform can be asked.
   */
  openBill(
    platformId: string,
    call: PluginCall,
    order: BillOrder,
    tell?: BillTold,
  ): Promise<LoginAnswer & { bill: PayableBill }>;
  closeBill(platformId: string, call: PluginCall, reference: string): Promise<LoginAnswer>;
  /** Whether an account with these settings (secrets are not needed) has a code made for each order. */
  makesBills(platformId: string, settings: Readonly<Record<string, string>>): boolean;
  /** True: nobody but its owner can make a session, and none renews itself. */
  isOwnersLogin(platformId: string): boolean;
  /** Until when the platform keeps the account's session, where it said so; ms. */
  sessionEndsAt(platformId: string, call: Pick<PluginCall, 'settings' | 'session'>): number | null;
  /** Ends the connections that are kept open between calls. */
  close(): Promise<void>;
}

const LIMITS: HostLimits = { ...HTTP_LIMITS, callMs: 20 * SECOND };

/** Calls plugins: see runPlugin for what none of them can do. */
export function createPluginHost(options: {
  registry: PluginRegistry;
  log: Log;
  limits?: Partial<HostLimits>;
  /** The way to the platforms; left out: connections that are kept, to addresses that may be called. */
  dispatcher?: Dispatcher;
  /** See PolledPlatform.publicOnly; false when left out. */
  allowPrivate?: boolean;
}): PluginHost {
  const { registry, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const dispatcher =
    options.dispatcher ?? new Agent({ connect: { timeout: limits.requestMs, lookup: callableAddresses } });
  const publicDispatcher =
    options.dispatcher ?? new Agent({ connect: { timeout: limits.requestMs, lookup: publicAddresses } });
  const deps: RunDeps = {
    ...{ log, limits, dispatcher, publicDispatcher, pace: new AccountPace() },
    isForeign: registry.isForeign,
    allowPrivate: options.allowPrivate ?? false,
  };
  const stretches = new Stretches();
  const run = <T>(platform: Platform, call: PluginCall, work: (room: Room) => Promise<T>) =>
    runPlugin(deps, platform, call, work);

  /** One step of a person's login. */
  async function step(
    platform: Platform,
    call: PluginCall,
    work: (room: Room) => Promise<{ done: unknown } | { ask: Parameters<typeof checkAsk>[0] }>,
  ): Promise<LoginOutcome> {
    const { result, session, clockSkewMs } = await run(platform, call, async (room) => {
      const given = await work(room);
      if (typeof given !== 'object' || given === null) throw new TypeError('a login step gave nothing');
      if (!('done' in given))
        return { ...checkAsk(given.ask), session: await room.kept({ isUnderWay: true }) };
      room.context().keepSession(given.done);
      return null;
    });
    if (result === null) return { step: 'done', session, clockSkewMs };
    return { step: 'ask', ask: result.shown, memo: result.memo, session: result.session };
  }

  function tellDropped(platform: Platform, dropped: DroppedRow[]): void {
    if (dropped.length === 0) return;
    const problems = [...new Set(dropped.map(({ problem }) => problem))].slice(0, 5);
    log.warn({ platform: platform.id, count: dropped.length, problems }, 'plugin_rows_dropped');
  }

  async function fetchList(
    platformId: string,
    call: PluginCall,
    list: 'fetchReceipts' | 'recent',
    window: AskedWindow,
  ): Promise<FetchAnswer | null> {
    const platform = registry.get(platformId);
    if (polled(platform)[list] === undefined) return null;
    const {
      result: read,
      scrub,
      ...answer
    } = await run(platform, call, async (room) => {
      const how = { stretches, account: call.account, newest: list === 'recent' };
      const fetched = await inSession(polled(platform), room, (context) =>
        askInParts(
          how,
          window,
          room.requests,
          async (part) => (await polled(platform)[list]?.(context, part)) as FetchResult,
        ),
      );
      if (!Array.isArray(fetched?.receipts)) throw new TypeError(`${list} returned no receipts array`);
      const { receipts, dropped } = checkReceipts(platform, fetched.receipts, call.now);
      const { readUntil } = fetched;
      return {
        receipts,
        dropped: [...checkDropped(fetched.dropped), ...dropped],
        ...(Number.isSafeInteger(readUntil) && { readUntil: Number(readUntil) }),
        ...(fetched.isCut === true && { isCut: true }),
      };
    });
    const dropped = read.dropped.map(({ row, problem }) => ({ row, problem: scrub(problem) }));
    tellDropped(platform, dropped);
    return { ...answer, ...read, dropped };
  }

  async function closeBill(platformId: string, call: PluginCall, reference: string): Promise<LoginAnswer> {
    const platform = polled(registry.get(platformId));
    const { session, clockSkewMs } = await run(platform, call, (room) =>
      inSession(platform, room, async (context) => {
        if (!platform.closeBill) throw failures.noWay(platform);
        await platform.closeBill(context, reference);
      }),
    );
    return { session, clockSkewMs };
  }

  return {
    async login(platformId, call) {
      const platform = polled(registry.get(platformId));
      const { password, keys } = platform.login;
      return step(platform, call, async (room) => {
        if (password) return password(room.context());
        if (!keys) throw failures.needsPerson(platform);
        await keys(room.context());
        return { done: null };
      });
    },

    async answer(platformId, call, { text, memo }) {
      const platform = polled(registry.get(platformId));
      return step(platform, { ...call, goesOn: true }, async (room) => {
        if (!platform.login.challenge) throw failures.noWay(platform);
        return platform.login.challenge(room.context(), {
          text: text.trim().slice(0, 100),
          memo: keepable(memo),
        });
      });
    },

    async handOver(platformId, call, pasted) {
      const platform = polled(registry.get(platformId));
      return step(platform, call, async (room) => {
        const { handOver } = platform.login;
        if (!handOver) throw failures.noWay(platform);
        const handed = readHanded(pasted);
        if (handed === null) throw failures.nothingPasted();
        room.hide([handed.text, handed.cookies, handed.headers]);
        const from = handed.url !== null && URL.canParse(handed.url) ? new URL(handed.url).origin : null;
        const targets = from !== null && room.origins.has(from) ? [from] : [...room.origins];
        for (const origin of targets) {
          for (const [name, value] of Object.entries(handed.cookies)) {
            await room.cookies.take(`${name}=${value}; Path=/`, new URL(origin));
          }
        }
        return handOver.take(room.context(), handed);
      });
    },

    isOwnersLogin(platformId) {
      const platform = registry.find(platformId);
      if (platform?.listening !== 'polled' || platform.renews) return false;
      const { password, challenge, keys } = platform.login;
      return !keys && (!password || challenge !== undefined);
    },

    sessionEndsAt(platformId, { settings, session }) {
      const platform = registry.find(platformId);
      if (platform?.listening !== 'polled' || !platform.sessionEndsAt) return null;
      return endOf(platform, ownSession(deps, platform, { settings, session }));
    },

    async fetchReceipts(platformId, call, window) {
      return (await fetchList(platformId, call, 'fetchReceipts', window)) as FetchAnswer;
    },

    recent: (platformId, call, window) => fetchList(platformId, call, 'recent', window),

    async codes(platformId, call) {
      const platform = polled(registry.get(platformId));
      if (!platform.codes) return null;
      const { result, session, clockSkewMs } = await run(platform, call, (room) =>
        inSession(platform, room, async (context) => checkCodes(await platform.codes?.(context))),
      );
      return { codes: result, session, clockSkewMs };
    },

    async openBill(platformId, call, order, tell) {
      const platform = polled(registry.get(platformId));
      let begun: string | null = null;
      try {
        const { result, session, clockSkewMs } = await run(platform, call, (room) =>
          inSession(platform, room, async (context) => {
            if (!platform.openBill) throw failures.noWay(platform);
            if (begun !== null) throw failures.threw(platform);
            const bill = await platform.openBill(context, order, (reference) => {
              begun = String(reference);
              const written = Promise.resolve(tell?.begun(begun));
              // A plugin that does not wait for it must not bring the process down.
              written.catch(() => {});
              return written;
            });
            begun ??= bill?.reference ?? null;
            const checked = checkBill(bill, order);
            return readPicture(platform, wayTo(platform, room, checked), checked);
          }),
        );
        return { bill: result, session, clockSkewMs };
      } catch (error) {
        if (begun !== null && platform.closeBill) {
          const after = { ...call, session: (error as { session?: unknown }).session ?? call.session };
          await closeBill(platformId, after, begun).then(
            () => tell?.closed?.(),
            (reason: unknown) =>
              log.error(
                { platform: platform.id, reference: begun, problem: errorText(reason) },
                'bill_left_open',
              ),
          );
        }
        throw error;
      }
    },

    closeBill,

    makesBills(platformId, settings) {
      const platform = registry.get(platformId);
      if (platform.listening !== 'polled' || !platform.openBill) return false;
      return platform.makesBills?.(settingsForCall(platform, settings)) ?? true;
    },

    close: async () => {
      await Promise.all([dispatcher.close(), publicDispatcher === dispatcher || publicDispatcher.close()]);
    },
  };
}

/** How a picture is fetched: as everything at the platform's own hosts; elsewhere without what lets us in there. */
function wayTo(platform: PolledPlatform, room: Room, { picture }: Bill): Pick<PluginHttp, 'get'> {
  const isOwn = picture === undefined || room.origins.has(new URL(picture).origin);
  return platform.picturesAnywhere && !isOwn ? room.outside : room.context().http;
}

/** A plugin that can't tell is no reason to show nothing at all. */
function endOf(platform: PolledPlatform, session: unknown): number | null {
  try {
    const endsAt = platform.sessionEndsAt?.(session) ?? null;
    return Number.isSafeInteger(endsAt) ? endsAt : null;
  } catch {
    return null;
  }
}
