import {
  API_VERSION,
  definePlatform,
  type LoginWays,
  type Pace,
  PlatformError,
  type PolledPlatform,
  SessionGone,
  usualFields,
} from '../../plugin-api/index.ts';
import { saying, wordsOf } from '../../shared/saying.ts';
import { handedValues, handOverHelp } from './hand-over.ts';
import { beginRun, type OwnSession, sessionOf } from './run.ts';
import { fetchList } from './run-list.ts';
import { beginLogin, finishLogin } from './run-login.ts';
import type { Descriptor } from './schema.ts';

const TRY_MS = 60_000;
const HOUR_S = 3_600;
/** No session is kept alive more often than this. */
const KEEP_ALIVE_MS = 600_000;

/** The descriptor as a platform of the contract: the host treats it like any other. It was checked with parseDescriptor. */
export function platformOf(descriptor: Descriptor): PolledPlatform {
  const { id, name, payTypes, settings, login, list, facts } = descriptor;
  const namesTerminal = list.map.terminal !== undefined;
  const keepAliveMs = login.keepAlive && Math.max(KEEP_ALIVE_MS, login.keepAlive.everyS * 1_000);
  return definePlatform({
    id,
    apiVersion: API_VERSION,
    version: `1.0.${descriptor.revision}`,
    listening: 'polled',
    publicOnly: true,
    hosts: descriptor.origins.map(hostOf),
    ...paceOf(descriptor),
    name,
    payTypes,
    settings: [
      ...settings.map(({ key, type, label, help, optional = false }) => ({
        key,
        type,
        label,
        ...(help && { help }),
        required: !optional && !isOnlyForLogin(descriptor, key),
      })),
      ...(keepAliveMs ? [usualFields.keepAlive(keepAliveMs)] : []),
    ],
    terminal: {
      namedByReceipts: namesTerminal,
      label: wordsOf(saying(namesTerminal ? 'descriptor.terminal' : 'descriptor.noTerminal')),
      help: wordsOf(saying(namesTerminal ? 'descriptor.terminalHelp' : 'descriptor.noTerminalHelp')),
    },
    facts,
    about: {
      summary: wordsOf(saying('descriptor.about')),
      ...(descriptor.site.startsWith('https:') && { site: descriptor.site }),
      // Where else it stands, only its owner knows.
      ...(namesTerminal && { terminalPlace: 'list' as const }),
    },
    login: loginWays(descriptor),
    ...(keepAliveMs && { keepAliveMs }),
    keepsCookies: login.session.cookies,
    renews: login.refresh !== undefined,
    sessionEndsAt: (session) => sessionOf(session)?.endsAt ?? null,
    async fetchReceipts(context, window) {
      const result = await fetchList(descriptor, context, window, false);
      if (!descriptor.untried) return result;
      return { ...result, receipts: result.receipts.map((one) => ({ ...one, isUnsure: true })) };
    },
    recent: (context, window) => fetchList(descriptor, context, window, true),
  } satisfies PolledPlatform);
}

/** 'https://' is what a host is called by; one of the own network, without TLS, says so. */
function hostOf(origin: string): string {
  return origin.replace(/^https:\/\//, '');
}

function loginWays(descriptor: Descriptor): LoginWays {
  const { kind, handOver } = descriptor.login;
  return {
    ...(kind !== 'handed-over' && { password: (context) => beginLogin(descriptor, context) }),
    ...(kind === 'captcha-picture' && {
      challenge: (context, answer) => finishLogin(descriptor, context, answer),
    }),
    ...(handOver && {
      handOver: {
        help: handOverHelp(descriptor),
        async take(context, handed) {
          const { now } = context;
          const before = sessionOf(context.session);
          const { device } = beginRun(descriptor, context, before);
          let session: OwnSession = {
            device,
            values: handedValues(descriptor, handed),
            endsAt: endOf(descriptor, now),
            madeAt: now,
          };
          try {
            const keepSession = (renewed: unknown) => {
              session = sessionOf(renewed) ?? session;
            };
            const tried = { ...context, session, keepSession };
            await fetchList(descriptor, tried, { from: now - TRY_MS, to: now }, true);
          } catch (error) {
            if (!(error instanceof SessionGone)) throw error;
            throw new PlatformError('wrongPassword', wordsOf(saying('descriptor.handedOver')));
          }
          return { done: session };
        },
      },
    }),
  };
}

/** How long a session lasts is known of its making; one that was handed over is older. */
function endOf({ login }: Descriptor, now: number): number | null {
  const { expires } = login.session;
  return expires && 'inS' in expires ? now + expires.inS * 1_000 : null;
}

/** Where a session can be handed over, who does that needs to enter nothing for the login. */
function isOnlyForLogin({ login, list }: Descriptor, key: string): boolean {
  const isUsed = JSON.stringify([list, login.refresh ?? null]).includes(`{settings.${key}`);
  return login.handOver !== undefined && !isUsed;
}

/** No two questions within the interval; as many queries an hour as `polite` allows, each with what goes before it, and room for pages and logins. */
function paceOf({ polite, list, login }: Descriptor): { pace?: Pace } {
  if (!polite) return {};
  const each = 1 + (list.before?.length ?? 0);
  const perHour = Math.ceil((HOUR_S / polite.minIntervalS) * each * 1.2) + 10 * (login.steps.length + 1);
  return { pace: { perHour, minIntervalMs: polite.minIntervalS * 1_000 } };
}
