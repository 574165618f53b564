import { expect, test } from 'vitest';
import { checkRuleSet } from '../../src/flow/forwarded-texts/index.ts';
import {
  type PayType,
  PlatformError,
  type PolledPlatform,
  type WatchedBill,
} from '../../src/plugin-api/index.ts';
import {
  createPluginHost,
  createRegistry,
  type FetchAnswer,
  type HostLimits,
  type LoginOutcome,
} from '../../src/plugin-host/index.ts';
import { manifestProblems } from '../../src/plugin-host/platform-schema.ts';
import { captureLog } from '../support/captured-log.ts';

/**
 * What every polled platform promises, checked against its simulator: one file that any plugin runs.
 * `describeContract` makes a test of each rule that applies; `contractRules` is for tests of the rules themselves.
 */

/** A row that a plugin must not take for a payment as it stands. */
export type OddRow = 'unknownType' | 'noNumber' | 'noAmount' | 'badAmount' | 'noTime' | 'notPaid';

export interface SimulatedPayment {
  amountFen: number;
  payType?: PayType;
  /** UTC ms; now when left out. */
  paidAt?: number;
  terminal?: string;
  /** Memo, remark or number of a bill. */
  reference?: string;
  /** A row that is wrong in this way. */
  odd?: OddRow;
}

/**
 * How every call goes wrong from now on. `error`: HTTP 500; `tooFast`: HTTP 429; `garbage`: HTML with status 200; `empty`:
 * no body; `hang`: no answer; `drip`: a byte now and then; `huge`: more than 2 MB; `sessionGone`: no session is known.
 */
export type Fault = 'error' | 'tooFast' | 'garbage' | 'empty' | 'hang' | 'drip' | 'huge' | 'sessionGone';

/** What a platform's simulator offers. Optional parts are for what not every platform has. */
export interface ContractSimulator {
  /** With these an account gets in. The address of the simulator among them. */
  settings: Record<string, string>;
  /** With these it doesn't. */
  wrongSettings: Record<string, string>;
  /** Returns the number that the receipt must have. */
  pay(payment: SimulatedPayment): string;
  /** More than one page of its list. */
  pageSize: number;
  /** Good to so many ms; a second mostly. */
  timeGrainMs: number;
  /** Every session that was given out is unknown from now on. */
  endSessions(): void;
  /** Null: all is well again. `logins`: also where accounts log in; left out: the list only. */
  fail(fault: Fault | null, options?: { logins?: boolean }): void;
  /** Every page is the first one from now on. */
  repeatPages(): void;
  requests(): { logins: number; lists: number };
  /** Tokens and cookies that were given out. */
  secrets(): string[];
  /** Odd rows that this platform can have. */
  oddRows: readonly OddRow[];
  /** From now on a login shows a picture; `answer` is what stands in the newest one. */
  challenge?: { on(): void; answer(): string };
  /** What an owner would paste: of a session that is good, and of one that isn't. */
  handOver?: { good(): string; bad: string };
  /** The sessions that are given out from now on end within four minutes, by the platform’s own word. */
  shortSessions?(): void;
  bills?: {
    open(): string[];
    failAfterCreating(): void;
    /** After a failure: from now on they are made again. */
    recover?(): void;
    /** The code of a bill that was made comes only when the returned function is called. */
    hold?(): () => void;
    /** How many were ever made. */
    made?(): number;
    /** Of a platform that is asked for each bill: those to ask for, one that nobody paid among them. */
    known?(): WatchedBill[];
  };
  /** The newest payment has another amount from now on, and the same number. */
  changeAmount?(amountFen: number): void;
  /** The platform as it is reached here, where no setting says that. */
  platform?: PolledPlatform;
  close(): Promise<void>;
}

export interface ContractCase {
  platform: PolledPlatform;
  /** True: it renews sessions without the password. */
  renews?: boolean;
  /** True: it shows a picture at every login, so that nobody but a person ever gets in. */
  asksAlways?: boolean;
  start(now: () => number): Promise<ContractSimulator>;
}

/** 07:59:50 in China. */
const START = Date.UTC(2026, 1, 28, 23, 59, 50);
/** 00:00:00 in China, the first of a month. */
const MIDNIGHT = Date.UTC(2026, 1, 28, 16);
const HOUR = 3_600_000;

/** The plugin, its simulator and the real host, one clock for all, and the session carried from call to call. */
export class ContractRoom {
  readonly clock = { now: START };
  readonly captured = captureLog();
  readonly said: string[] = [];
  session: unknown = null;
  settings: Record<string, string>;
  private host;
  private readonly hosts;

  private constructor(
    readonly platform: PolledPlatform,
    readonly simulator: ContractSimulator,
    readonly asksAlways = false,
  ) {
    const registry = createRegistry([{ folder: platform.id, source: 'built-in', platform, problem: null }]);
    const hostWithin = (limits: Partial<HostLimits>) =>
      createPluginHost({ registry, log: this.captured.log, limits, allowPrivate: true });
    this.hosts = { patient: hostWithin({}), hasty: hostWithin(SHORT) };
    this.host = this.hosts.patient;
    this.settings = simulator.settings;
  }

  static async open({ platform, start, asksAlways }: ContractCase): Promise<ContractRoom> {
    let room: ContractRoom | null = null;
    const simulator = await start(() => room?.clock.now ?? START);
    room = new ContractRoom(simulator.platform ?? platform, simulator, asksAlways);
    return room;
  }

  /** With deadlines that nothing has to meet: for answers that don't come. */
  async inHaste<T>(ask: () => Promise<T>): Promise<T> {
    this.host = this.hosts.hasty;
    try {
      return await ask();
    } finally {
      this.host = this.hosts.patient;
    }
  }

  login = () => this.keeping(this.host.login(this.platform.id, this.call()));
  answer = (text: string, memo: unknown) =>
    this.keeping(this.host.answer(this.platform.id, this.call(), { text, memo }));
  handOver = (pasted: string) => this.keeping(this.host.handOver(this.platform.id, this.call(), pasted));
  fetch = (
    window: Parameters<typeof this.host.fetchReceipts>[2] = {
      from: this.clock.now - HOUR,
      to: this.clock.now + 60_000,
    },
  ): Promise<FetchAnswer> =>
    this.keeping(this.host.fetchReceipts(this.platform.id, this.call(), { ...window, ...this.bills() }));
  recent = () =>
    this.keeping(
      this.host.recent(this.platform.id, this.call(), { from: this.clock.now - HOUR, to: this.clock.now }),
    );
  codes = () => this.keeping(this.host.codes(this.platform.id, this.call()));
  openBill = (order: Parameters<typeof this.host.openBill>[2]) =>
    this.keeping(this.host.openBill(this.platform.id, this.call(), order));
  closeBill = (reference: string) =>
    this.keeping(this.host.closeBill(this.platform.id, this.call(), reference));

  /** The platform’s own failure; anything else is a fault of the plugin. */
  async failure(asking: Promise<unknown>): Promise<PlatformError> {
    const error = await asking.then(
      () => new Error('it did not fail'),
      (reason: unknown) => reason,
    );
    if (!(error instanceof PlatformError)) throw error;
    return error;
  }

  async close(): Promise<void> {
    await Promise.all(Object.values(this.hosts).map((host) => host.close()));
    await this.simulator.close();
  }

  private bills() {
    const bills = this.simulator.bills?.known?.();
    return bills && { bills };
  }

  private call() {
    return { settings: this.settings, session: this.session, now: this.clock.now, account: '1' };
  }

  private async keeping<T extends { session: unknown } | null>(asking: Promise<T>): Promise<T> {
    try {
      const answer = await asking;
      if (answer) this.session = answer.session;
      return answer;
    } catch (error) {
      if (error instanceof PlatformError && error.session !== undefined) this.session = error.session;
      if (error instanceof Error) this.said.push(`${error.stack} ${JSON.stringify(error)}`);
      throw error;
    }
  }
}

export interface ContractRule {
  name: string;
  /** Left out: every platform. */
  applies?(contractCase: ContractCase): boolean;
  check(room: ContractRoom): Promise<void>;
}

const idsOf = ({ receipts }: FetchAnswer) => receipts.map(({ externalId }) => externalId).sort();
const SHORT = { requestMs: 150, callMs: 400 };
const isDone = (outcome: LoginOutcome) => outcome.step === 'done';
type Entered = Pick<ContractCase, 'platform' | 'asksAlways'>;
/** It gets in by itself, with the password. */
const entersAlone = ({ platform, asksAlways }: Entered) =>
  platform.login.password !== undefined && !asksAlways;
/** Nobody but a person gets in, be it with a picture or with a session of his own. */
const needsPerson = (one: Entered) => !entersAlone(one) && one.platform.login.keys === undefined;

/** Money is found in a list, and not by asking for each bill. */
const hasList = ({ platform }: Entered) => platform.onlyBills !== true;

async function readPicture(room: ContractRoom): Promise<LoginOutcome> {
  const asked = await room.login();
  if (asked.step !== 'ask') throw new Error('it did not ask');
  return room.answer(room.simulator.challenge?.answer() ?? '', asked.memo);
}

/** As its owner does it, where it does not get in by itself. */
export async function enter(room: ContractRoom): Promise<void> {
  const { simulator, platform } = room;
  if (room.asksAlways) expect(isDone(await readPicture(room))).toBe(true);
  else if (!platform.login.password && !platform.login.keys && simulator.handOver) {
    expect(isDone(await room.handOver(simulator.handOver.good()))).toBe(true);
  }
}

export const contractRules: readonly ContractRule[] = [
  {
    name: 'manifest: it is whole, and has a fact for what it rests on',
    async check({ platform }) {
      expect(manifestProblems(platform, checkRuleSet)).toEqual([]);
      expect(platform.facts.length).toBeGreaterThan(0);
    },
  },
  {
    name: 'login: the right settings get in, and what was kept is used',
    applies: ({ platform: { login } }) => login.password !== undefined || login.keys !== undefined,
    async check(room) {
      if (room.asksAlways) await enter(room);
      else expect(await room.login()).toMatchObject({ step: 'done' });
      const { logins } = room.simulator.requests();
      await room.fetch();
      await room.fetch();
      expect(room.simulator.requests().logins).toBe(logins);
    },
  },
  {
    name: 'wrong password: said as that, with the fields, and tried once',
    applies: ({ platform: { login } }) => login.password !== undefined || login.keys !== undefined,
    async check(room) {
      room.settings = room.simulator.wrongSettings;
      const entering = room.asksAlways ? readPicture(room) : room.login();
      const { kind, fields, words } = await room.failure(entering);
      expect(kind).toBe('wrongPassword');
      expect(fields.length).toBeGreaterThan(0);
      expect([words.zh, words.en].every(Boolean)).toBe(true);
      expect(words.en).not.toBe(words.zh);
      if (room.platform.login.password) expect(room.simulator.requests().logins).toBe(1);
      const again = await room.failure(room.fetch());
      // A picture may stand before the password is looked at.
      expect(room.asksAlways ? ['wrongPassword', 'needsPerson'] : ['wrongPassword']).toContain(again.kind);
      if (!room.platform.login.password) return;
      expect(room.simulator.requests().logins).toBe(again.kind === 'needsPerson' ? 1 : 2);
    },
  },
  {
    name: 'expired session: one login, one repetition, nothing lost',
    applies: entersAlone,
    async check(room) {
      await room.login();
      const { logins } = room.simulator.requests();
      room.simulator.endSessions();
      const paid = room.simulator.pay({ amountFen: 100 });
      expect(idsOf(await room.fetch())).toEqual([paid]);
      expect(room.simulator.requests().logins).toBe(logins + 1);
    },
  },
  {
    name: 'expired session: one that is never good again costs one login',
    applies: entersAlone,
    async check(room) {
      await room.login();
      const { logins } = room.simulator.requests();
      room.simulator.fail('sessionGone');
      expect((await room.failure(room.fetch())).kind).toBe('blocked');
      expect(room.simulator.requests().logins).toBe(logins + 1);
    },
  },
  {
    name: 'expired session: where only a person gets in he is wanted, and nothing is lost once he was there',
    applies: needsPerson,
    async check(room) {
      await enter(room);
      await room.fetch();
      room.simulator.endSessions();
      const paid = room.simulator.pay({ amountFen: 100 });
      expect((await room.failure(room.fetch())).kind).toBe('needsPerson');
      await enter(room);
      expect(idsOf(await room.fetch())).toEqual([paid]);
    },
  },
  {
    name: 'no state: without its session it begins anew',
    applies: entersAlone,
    async check(room) {
      await room.login();
      const { logins } = room.simulator.requests();
      room.session = null;
      await room.fetch();
      expect(room.simulator.requests().logins).toBe(logins + 1);
    },
  },
  {
    name: 'refresh: a session that ends soon is renewed without the password',
    applies: ({ renews }) => renews === true,
    async check(room) {
      room.simulator.shortSessions?.();
      await room.login();
      const { logins } = room.simulator.requests();
      for (let round = 0; round < 4; round++) {
        room.clock.now += 3 * 60_000;
        await room.fetch();
      }
      expect(room.simulator.requests().logins).toBe(logins);
    },
  },
  {
    name: 'challenge: a person reads the picture, and gets in',
    applies: ({ platform }) => platform.login.challenge !== undefined,
    async check(room) {
      room.simulator.challenge?.on();
      const asked = await room.login();
      if (asked.step !== 'ask') throw new Error('it did not ask');
      expect(asked.ask.picture).toMatch(/^data:image\/(png|jpeg|gif|webp);base64,/);
      expect(asked.ask.hint.zh).not.toBe('');
      expect(isDone(await room.answer(room.simulator.challenge?.answer() ?? '', asked.memo))).toBe(true);
      const paid = room.simulator.pay({ amountFen: 100 });
      expect(idsOf(await room.fetch())).toEqual([paid]);
    },
  },
  {
    name: 'challenge: a wrong answer lets nobody in',
    applies: ({ platform }) => platform.login.challenge !== undefined,
    async check(room) {
      room.simulator.challenge?.on();
      const asked = await room.login();
      if (asked.step !== 'ask') throw new Error('it did not ask');
      const outcome = await room.answer('wrong', asked.memo).catch((error: unknown) => error);
      if (outcome instanceof Error)
        expect((outcome as PlatformError).kind).toMatch(/wrongPassword|needsPerson/);
      else expect((outcome as LoginOutcome).step).toBe('ask');
    },
  },
  {
    name: 'challenge: a background job asks nobody',
    applies: ({ platform }) => platform.login.challenge !== undefined,
    async check(room) {
      room.simulator.challenge?.on();
      expect((await room.failure(room.fetch())).kind).toBe('needsPerson');
      expect(room.simulator.requests().logins).toBeLessThanOrEqual(1);
    },
  },
  {
    name: 'hand-over: a pasted session is tried, and used',
    applies: ({ platform }) => platform.login.handOver !== undefined,
    async check(room) {
      expect(isDone(await room.handOver(room.simulator.handOver?.good() ?? ''))).toBe(true);
      const { logins } = room.simulator.requests();
      const paid = room.simulator.pay({ amountFen: 100 });
      expect(idsOf(await room.fetch())).toEqual([paid]);
      expect(room.simulator.requests().logins).toBe(logins);
    },
  },
  {
    name: 'hand-over: one that is over is not kept',
    applies: ({ platform }) => platform.login.handOver !== undefined,
    async check(room) {
      const { kind } = await room.failure(room.handOver(room.simulator.handOver?.bad ?? ''));
      expect(kind).toBe('wrongPassword');
    },
  },
  {
    name: 'paging: every page is read, each payment once',
    applies: hasList,
    async check(room) {
      await enter(room);
      const count = 2 * room.simulator.pageSize + 1;
      const paid = Array.from({ length: count }, (_, at) =>
        room.simulator.pay({ amountFen: at + 1, paidAt: room.clock.now - at * 10 }),
      );
      expect(idsOf(await room.fetch())).toEqual(paid.sort());
    },
  },
  {
    name: 'paging: exactly one full page is all of it',
    applies: hasList,
    async check(room) {
      await enter(room);
      for (let at = 0; at < room.simulator.pageSize; at++) room.simulator.pay({ amountFen: at + 1 });
      expect((await room.fetch()).receipts).toHaveLength(room.simulator.pageSize);
    },
  },
  {
    name: 'paging: a page that repeats is broken, never a list',
    applies: hasList,
    async check(room) {
      await enter(room);
      for (let at = 0; at < 2 * room.simulator.pageSize; at++) room.simulator.pay({ amountFen: at + 1 });
      room.simulator.repeatPages();
      expect((await room.failure(room.fetch())).kind).toBe('broken');
    },
  },
  {
    name: 'windows: over midnight, both days',
    applies: hasList,
    async check(room) {
      await enter(room);
      room.clock.now = MIDNIGHT + 30_000;
      room.session = null;
      await enter(room);
      const paid = [-60_000, -1_000, 0, 1_000].map((ms) =>
        room.simulator.pay({ amountFen: 100, paidAt: MIDNIGHT + ms }),
      );
      expect(idsOf(await room.fetch({ from: MIDNIGHT - 120_000, to: MIDNIGHT + 60_000 }))).toEqual(
        paid.sort(),
      );
    },
  },
  {
    name: 'windows: its edges belong to it',
    applies: hasList,
    async check(room) {
      await enter(room);
      const window = { from: START - 600_000, to: START - 60_000 };
      const paid = [window.from, window.to].map((paidAt) => room.simulator.pay({ amountFen: 100, paidAt }));
      expect(idsOf(await room.fetch(window))).toEqual(expect.arrayContaining(paid));
    },
  },
  {
    name: 'units: fen, to the fen',
    async check(room) {
      await enter(room);
      const amounts = [1, 10, 29, 100, 1_999, 2_010, 58_035, 123_456_789];
      const paid = new Map(amounts.map((amountFen) => [room.simulator.pay({ amountFen }), amountFen]));
      const { receipts } = await room.fetch();
      expect(new Map(receipts.map(({ externalId, amountFen }) => [externalId, amountFen]))).toEqual(
        new Map([...paid].sort(([one], [other]) => (one < other ? -1 : 1))),
      );
    },
  },
  {
    name: 'zones: the time of the payment, whatever clock the platform writes',
    applies: hasList,
    async check(room) {
      await enter(room);
      const times = [START - 1_234, START - 30 * 60_000];
      const paid = new Map(times.map((paidAt) => [room.simulator.pay({ amountFen: 100, paidAt }), paidAt]));
      for (const { externalId, paidAt } of (await room.fetch()).receipts) {
        const off = Math.abs(paidAt - (paid.get(externalId) ?? 0));
        expect(off).toBeLessThan(room.simulator.timeGrainMs);
      }
    },
  },
  {
    name: 'pay types: each of the manifest is told as it is',
    applies: hasList,
    async check(room) {
      await enter(room);
      const { payTypes } = room.platform;
      const paid = new Map(
        payTypes.map((payType) => [room.simulator.pay({ amountFen: 100, payType }), payType]),
      );
      for (const { externalId, payType } of (await room.fetch()).receipts) {
        expect([paid.get(externalId), null]).toContain(payType);
      }
    },
  },
  {
    name: 'odd rows: what can’t be read is dropped with a reason, never guessed, and costs no other',
    applies: hasList,
    async check(room) {
      await enter(room);
      const good = room.simulator.pay({ amountFen: 100 });
      for (const odd of room.simulator.oddRows) room.simulator.pay({ amountFen: 777, odd });
      const { receipts, dropped } = await room.fetch();
      expect(receipts.map(({ externalId }) => externalId)).toEqual([good]);
      const silent = room.simulator.oddRows.filter((odd) => odd === 'notPaid').length;
      expect(dropped).toHaveLength(room.simulator.oddRows.length - silent);
      for (const { problem } of dropped) expect(problem).not.toBe('');
    },
  },
  {
    name: 'duplicates: the same payment has the same number, each time it is told',
    async check(room) {
      await enter(room);
      const twins = [1, 2].map(() => room.simulator.pay({ amountFen: 100, paidAt: START - 1_000 }));
      const first = idsOf(await room.fetch());
      room.clock.now += 1_000;
      expect(idsOf(await room.fetch())).toEqual(first);
      expect(first).toEqual(twins.sort());
    },
  },
  {
    name: 'empty: no payment is no fault',
    async check(room) {
      await enter(room);
      expect(await room.fetch()).toMatchObject({ receipts: [], dropped: [] });
    },
  },
  {
    name: 'slow: no answer, or one without an end, is “unreachable” at the deadline',
    async check(room) {
      await enter(room);
      await room.fetch();
      for (const fault of ['hang', 'drip'] as const) {
        room.simulator.fail(fault);
        const begun = performance.now();
        expect((await room.inHaste(() => room.failure(room.fetch()))).kind).toBe('unreachable');
        expect(performance.now() - begun).toBeLessThan(3_000);
      }
      room.simulator.fail(null);
      await room.fetch();
    },
  },
  {
    name: 'broken: out of order, or nonsense, at the list: said as that, and all goes on afterwards',
    async check(room) {
      await enter(room);
      await room.fetch();
      for (const [fault, kinds] of [
        ['error', ['unreachable']],
        ['garbage', ['broken']],
        ['empty', ['broken']],
        ['huge', ['broken']],
        ['tooFast', ['tooFast']],
      ] as const) {
        room.simulator.fail(fault);
        expect(kinds, fault).toContain((await room.failure(room.fetch())).kind);
        room.simulator.fail(null);
        await room.fetch();
      }
    },
  },
  {
    name: 'broken: out of order, or nonsense, at the login: never a wrong password',
    applies: entersAlone,
    async check(room) {
      for (const fault of ['error', 'garbage', 'empty', 'huge', 'tooFast'] as const) {
        room.session = null;
        room.simulator.fail(fault, { logins: true });
        expect(['unreachable', 'broken', 'tooFast'], fault).toContain(
          (await room.failure(room.fetch())).kind,
        );
      }
      room.simulator.fail(null);
      await room.fetch();
    },
  },
  {
    name: 'broken: out of order, or nonsense, before the picture: never a wrong password',
    applies: ({ asksAlways }) => asksAlways === true,
    async check(room) {
      for (const fault of ['error', 'garbage', 'empty', 'huge', 'tooFast'] as const) {
        room.simulator.fail(fault, { logins: true });
        const { kind } = await room.failure(room.login());
        expect(['unreachable', 'broken', 'tooFast'], fault).toContain(kind);
      }
      room.simulator.fail(null);
      await enter(room);
      await room.fetch();
    },
  },
  {
    name: 'secrets: none in an error or in the log, whatever goes wrong',
    async check(room) {
      await enter(room);
      await room.fetch();
      const faults: Fault[] = ['error', 'garbage', 'empty', 'hang', 'sessionGone', 'tooFast'];
      for (const logins of [false, true]) {
        for (const fault of faults) {
          room.simulator.fail(fault, { logins });
          if (logins && room.platform.login.password) room.session = null;
          const asking = () => room.fetch().catch(() => {});
          await (fault === 'hang' ? room.inHaste(asking) : asking());
          room.simulator.fail(null);
          if (logins && room.asksAlways) await enter(room);
          if (room.platform.login.password) await room.fetch();
        }
      }
      room.settings = room.simulator.wrongSettings;
      await (room.asksAlways ? readPicture(room) : room.login()).catch(() => {});
      const secrets = room.platform.settings
        .filter(({ type }) => type === 'secret')
        .flatMap(({ key }) => [room.simulator.settings[key], room.simulator.wrongSettings[key]])
        .concat(room.simulator.secrets())
        .filter((secret) => secret !== undefined && secret.length >= 8);
      expect(room.said.length).toBeGreaterThan(3);
      for (const secret of secrets) {
        const all = `${room.said.join('\n')}\n${room.captured.text()}`;
        expect(all.includes(String(secret)), 'a secret was said').toBe(false);
      }
    },
  },
  {
    name: 'recent: the last payments, for a person who looks for his terminal',
    applies: ({ platform }) => platform.recent !== undefined,
    async check(room) {
      await enter(room);
      const paid = room.simulator.pay({ amountFen: 100, paidAt: START - 1_000 });
      expect((await room.recent())?.receipts.map(({ externalId }) => externalId)).toContain(paid);
    },
  },
  {
    name: 'codes: terminals, each once, as receipts name them',
    applies: ({ platform }) => platform.codes !== undefined,
    async check(room) {
      await enter(room);
      const terminals = (await room.codes())?.codes.map(({ terminal }) => terminal) ?? [];
      expect(terminals.length).toBeGreaterThan(0);
      room.simulator.pay({ amountFen: 100 });
      expect(terminals).toContain((await room.fetch()).receipts[0]?.terminal);
    },
  },
  {
    name: 'bills: one code for one order, told of by its reference, and closed',
    applies: ({ platform }) => platform.openBill !== undefined,
    async check(room) {
      await enter(room);
      const order = { ...BILL, closesAt: START + 300_000 };
      const { bill } = await room.openBill(order);
      expect(room.simulator.bills?.open()).toEqual([bill.reference]);
      expect(bill.closesAt).toBeLessThanOrEqual(order.closesAt);
      room.simulator.pay({ amountFen: order.amountFen, reference: bill.reference });
      const { receipts } = await room.fetch();
      expect(receipts.map(({ amountFen, reference }) => [amountFen, reference])).toEqual([
        [order.amountFen, bill.reference],
      ]);
      // One that can't be closed ends by itself, soon.
      if (!room.platform.closeBill) return expect(bill.closesAt).toBeLessThanOrEqual(START + 300_000);
      await room.closeBill(bill.reference);
      await room.closeBill(bill.reference);
      expect(room.simulator.bills?.open()).toEqual([]);
    },
  },
  {
    name: 'bills: what was made and then failed is not left open',
    applies: ({ platform }) => platform.closeBill !== undefined,
    async check(room) {
      await enter(room);
      await room.fetch();
      room.simulator.bills?.failAfterCreating();
      await room.failure(room.openBill({ ...BILL, closesAt: START + 300_000 }));
      expect(room.simulator.bills?.open()).toEqual([]);
    },
  },
];

const BILL = {
  tradeNo: '20260301075950123456789012345678',
  amountFen: 1_000,
  payType: 'wxpay' as const,
  title: '订单',
};

/** Runs one rule; rejects where it is broken. */
export async function checkRule(rule: ContractRule, contractCase: ContractCase): Promise<void> {
  const room = await ContractRoom.open(contractCase);
  try {
    await rule.check(room);
  } finally {
    await room.close();
  }
}

/** A test for each rule that applies to the platform. */
export function describeContract(contractCase: ContractCase): void {
  for (const rule of contractRules.filter(({ applies }) => applies?.(contractCase) ?? true)) {
    test(`${contractCase.platform.id}: ${rule.name}`, () => checkRule(rule, contractCase));
  }
}
