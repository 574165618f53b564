import { isIP } from 'node:net';
import type { Request, RequestHandler } from 'express';
import { type Clock, SECOND } from '../shared/clock.ts';
import type { Config } from '../shared/config.ts';
import type { Db } from '../shared/db.ts';
import { refuse } from '../shared/errors.ts';
import { readSetting, writeSetting } from '../shared/settings.ts';
import { hostNamesOf } from './request-host.ts';

/** The setting: a JSON list of names. */
const LEARNED = 'console_hosts';
/** How long another process's lesson may stay unseen. */
const FRESH_FOR_MS = SECOND;

/** Endings of names that nobody on the internet can point at this machine. */
const LOCAL_ENDINGS = ['localhost', 'local', 'lan', 'internal', 'home.arpa', 'localdomain'];

export interface ConsoleHosts {
  /** Refuses (400) pages under a name that is not ours: a name of somebody else that leads to this machine. */
  guard: RequestHandler;
  /** Remembers the name under which its owner logged in, where none is configured or known yet. */
  learn(req: Request): Promise<void>;
}

/**
 * The names under which the console answers: those of PUBLIC_URL and CASHIER_URL where the former is set, else the one at
 * which it was installed, or first logged in to. IP addresses, localhost and names of a local network are always good:
 * whoever opens those typed them, no stranger's page can lead there under its own name.
 */
export function createConsoleHosts({
  db,
  clock,
  config,
}: {
  db: Db;
  clock: Clock;
  config: Pick<Config, 'publicUrl' | 'cashierUrl'>;
}): ConsoleHosts {
  // The cashier's domain alone says nothing of the console's, which may well be another.
  const own = nameOf(config.publicUrl);
  const configured = own === undefined ? [] : [own, nameOf(config.cashierUrl)];
  let learned: { names: string[]; at: number } | null = null;

  async function known(name: string): Promise<boolean> {
    if (configured.length > 0) return configured.includes(name);
    const isStale = learned === null || clock.now() - learned.at >= FRESH_FOR_MS;
    if (learned === null || (isStale && !learned.names.includes(name)))
      learned = { names: await readNames(db), at: clock.now() };
    return learned.names.length === 0 || learned.names.includes(name);
  }

  return {
    async guard(req, _res, next) {
      for (const name of hostNamesOf(req).filter((one) => !isLocalName(one))) {
        if (!(await known(name))) throw refuse('unknown_host', { host: name });
      }
      next();
    },

    async learn(req) {
      if (configured.length > 0) return;
      await learnConsoleHost(db, req);
      learned = null;
    },
  };
}

/** Remembers the request's name as the console's, where it has one and none is known. */
export async function learnConsoleHost(db: Db, req: Request): Promise<void> {
  const [name] = hostNamesOf(req);
  if (name === undefined || isLocalName(name)) return;
  if ((await readNames(db)).length === 0) await writeSetting(db, LEARNED, JSON.stringify([name]));
}

async function readNames(db: Db): Promise<string[]> {
  const text = await readSetting(db, LEARNED);
  return text === null ? [] : (JSON.parse(text) as string[]);
}

function isLocalName(name: string): boolean {
  if (isIP(name.replace(/^\[(.*)\]$/, '$1')) !== 0 || !name.includes('.')) return true;
  return LOCAL_ENDINGS.some((ending) => name.endsWith(`.${ending}`));
}

function nameOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.toLowerCase().replace(/\.$/, '') : undefined;
}
