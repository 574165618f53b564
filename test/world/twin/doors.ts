import { Agent, request as send } from 'undici';
import { codes } from '../../../src/flow/accounts/index.ts';
import type { Services } from '../../../src/services.ts';
import { systemClock } from '../../../src/shared/clock.ts';
import type { Db } from '../../../src/shared/db.ts';
import type { Dice } from '../dice.ts';
import type { Host, NetAnswer, NetRequest } from '../network.ts';
import type { Keeper } from './keeper.ts';
import type { TwinTruth } from './twin-truth.ts';

/** Longer than anything that is done to the database holds a request up. */
const PATIENCE_MS = 30_000;
/** One of so many requests goes to both processes in the same moment. */
const BOTH = 0.15;
const READS = 20;

interface DoorsDeps {
  keepers: readonly Keeper[];
  dice: Dice;
  truth: TwinTruth;
  db: Db;
  /** True while processes are killed and the database is troubled, so that a request may fail. */
  isTroubled(): boolean;
}

/** The ways to the product: whoever calls it comes to one of the processes, or to both at once. */
export class Doors {
  /** Whatever fails is looked at where it is asked. */
  readonly mayFail = true;
  /** The house goes by its database's time, which is this machine's. */
  // Processes die here: what they had begun, the other one finishes later than any clock would say.
  readonly clock = { inTruth: (at: number) => at, isDoubted: true };
  readonly had = { both: 0, unanswered: 0, failed: 0 };
  /** A connection for each request: one that is kept may end in the moment in which it is used again. */
  private readonly agent = new Agent({ pipelining: 0 });

  constructor(private readonly deps: DoorsDeps) {}

  readonly host: Host = async (request) => {
    const { dice, keepers } = this.deps;
    if (!dice.chance(BOTH)) return this.ask(dice.pick(keepers), request);
    this.had.both += 1;
    const answers = await Promise.all(keepers.map((keeper) => this.ask(keeper, request)));
    this.compare(request, answers);
    return dice.pick(answers);
  };

  /** What people see on a page, read from the tables; the connection may be among those that are killed. */
  async use<T>(work: (services: Services) => Promise<T>): Promise<T | null> {
    const { db } = this.deps;
    const shownCode: Services['shownCode'] = async ({ placement }) => {
      const code = placement ? await codes.findPlacedCode(db, placement) : undefined;
      return code && { ...code, fixesAmount: false };
    };
    for (let read = 1; ; read++) {
      try {
        return await work({ db, shownCode, clock: systemClock } as Services);
      } catch (error) {
        if (read === READS || !this.deps.isTroubled()) throw error;
      }
    }
  }

  close(): Promise<void> {
    return this.agent.destroy();
  }

  /** Null: it is down, died over it, or failed while the database was troubled. */
  private async ask({ house, name }: Keeper, request: NetRequest): Promise<NetAnswer | null> {
    const { method, url, headers, body } = request;
    if (!house) return this.unanswered();
    const { truth, isTroubled } = this.deps;
    const wasTroubled = isTroubled();
    try {
      const answer = await send(`${house.url}${url.pathname}${url.search}`, {
        ...{ method: method as 'GET', headers, dispatcher: this.agent },
        ...(method !== 'GET' && { body }),
        ...{ headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS },
      });
      const told = { status: answer.statusCode, body: await answer.body.text() };
      if (told.status < 500 || !(wasTroubled || isTroubled())) return told;
      this.had.failed += 1;
      return null;
    } catch (error) {
      if (!wasTroubled && !isTroubled())
        truth.tooLate(`${name} does not answer ${method} ${url.pathname}: ${(error as Error).message}`);
      return this.unanswered();
    }
  }

  private unanswered(): null {
    this.had.unanswered += 1;
    return null;
  }

  /** One number that comes through both at once is one order. (Where amounts are short, one may be told to come again.) */
  private compare({ url }: NetRequest, answers: (NetAnswer | null)[]): void {
    if (url.pathname !== '/mapi.php') return;
    const told = answers.map((answer) => JSON.parse(answer?.body ?? '{}'));
    const numbers = new Set(told.flatMap(({ code, trade_no }) => (code === 1 ? [trade_no] : [])));
    if (numbers.size > 1) this.deps.truth.wrong(`one number, two orders: ${[...numbers].join(' and ')}`);
  }
}
