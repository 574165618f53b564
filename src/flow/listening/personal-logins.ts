import { PlatformError } from '../../plugin-api/index.ts';
import type { LoginOutcome, PluginCall, ShownAsk } from '../../plugin-host/index.ts';
import { MINUTE } from '../../shared/clock.ts';
import { randomUuid } from '../../shared/random.ts';
import { kept, type Saying, saying } from '../../shared/saying.ts';
import type { Account, AccountRepository } from '../accounts/index.ts';
import { endRest } from './account-poll.repository.ts';
import { haltOf, type PollDeps } from './poll-account.ts';

/** A picture that waits for what a person reads in it. */
export interface OpenAsk extends ShownAsk {
  id: string;
  /** ms; after this the login begins anew. */
  until: number;
}

/** What came of a login. `problem` null where it works; where `ask` is there, a person must read it first. */
export interface LoginTest {
  ok: boolean;
  problem: Saying | null;
  ask: OpenAsk | null;
}

type Deps = Pick<PollDeps, 'db' | 'clock' | 'log' | 'accounts' | 'host'>;
type Access = Awaited<ReturnType<AccountRepository['openAccess']>>;

/** How long a picture may be answered. */
const ASK_MS = 2 * MINUTE;

const READ_IT = saying('platform.readPicture');
const TOO_LATE = saying('platform.pictureOver');

/**
 * The logins that a person makes in the console. What comes of one is the account's health from then on: a login that is
 * refused stops it, as it would when an order waits; what can't be reached or read is failing. Pictures that wait for an
 * answer are kept in this process, sealed to nobody: they live two minutes and are used once.
 */
export class PersonalLogins {
  private readonly asks = new Map<
    number,
    { open: OpenAsk; memo: unknown; session: unknown; access: Access }
  >();

  constructor(private readonly deps: Deps) {}

  /** Logs in afresh with the account's password or keys. */
  async begin(account: Account): Promise<LoginTest> {
    const access = await this.deps.accounts.openAccess(this.deps.db, account.id);
    return this.finish(account, access, (call) => this.deps.host.login(account.platform, call), null);
  }

  /** Goes on with what was read in the picture that is open. */
  async answer(account: Account, askId: string, text: string): Promise<LoginTest> {
    const found = this.asks.get(account.id);
    this.asks.delete(account.id);
    if (found?.open.id !== askId || found.open.until < this.deps.clock.now()) {
      return { ok: false, problem: TOO_LATE, ask: null };
    }
    const { memo, session, access } = found;
    const read = { text, memo };
    return this.finish(
      account,
      access,
      (call) => this.deps.host.answer(account.platform, call, read),
      session,
    );
  }

  /** Takes the session that the owner copied out of his browser. One that isn't good leaves the account as it is. */
  async handOver(account: Account, pasted: string): Promise<LoginTest> {
    const access = await this.deps.accounts.openAccess(this.deps.db, account.id);
    return this.finish(
      account,
      access,
      (call) => this.deps.host.handOver(account.platform, call, pasted),
      null,
      false,
    );
  }

  /** The picture that waits for an answer; null: none. */
  openAsk(accountId: number): OpenAsk | null {
    const open = this.asks.get(accountId)?.open;
    return open && open.until >= this.deps.clock.now() ? open : null;
  }

  private async finish(
    account: Account,
    access: Access,
    login: (call: PluginCall) => Promise<LoginOutcome>,
    session: unknown,
    tellsHealth = true,
  ): Promise<LoginTest> {
    const { db, clock, log, accounts } = this.deps;
    const { id } = account;
    this.asks.delete(id);
    try {
      const call = { settings: access.settings, session, now: clock.now(), account: String(id) };
      const outcome = await login(call);
      if (outcome.step === 'ask') return await this.ask(account, access, outcome);
      await accounts.saveSession(db, id, outcome.session, access);
      await accounts.setHealth(db, id, 'ok', null, clock.now());
      await endRest(db, id);
      return { ok: true, problem: null, ask: null };
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const { kind, fields: refused } = error;
      const problem = kept(error.words);
      log.info({ accountId: id, kind }, 'login_test_failed');
      if (!tellsHealth) return { ok: false, problem, ask: null };
      const halt = haltOf(kind);
      if (halt === 'stopped' || (halt !== null && account.health !== 'stopped')) {
        await accounts.halt(db, id, halt, { asked: access, reason: problem, refused, now: clock.now() });
      } else if (account.health !== 'stopped' && account.health !== 'needs_you') {
        // A login that was refused before isn't right because nobody answers now.
        await accounts.setHealth(db, id, 'failing', problem, clock.now());
      }
      return { ok: false, problem, ask: null };
    }
  }

  private async ask(
    { id, health }: Account,
    access: Access,
    { ask, memo, session }: LoginOutcome & { step: 'ask' },
  ): Promise<LoginTest> {
    const { db, clock, accounts } = this.deps;
    const now = clock.now();
    const open = { ...ask, id: randomUuid(), until: now + ASK_MS };
    this.asks.set(id, { open, memo, session, access });
    if (health !== 'stopped' && health !== 'needs_you') {
      await accounts.halt(db, id, 'needs_you', { asked: access, reason: READ_IT, now });
    }
    return { ok: false, problem: READ_IT, ask: open };
  }
}
