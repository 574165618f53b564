import { PlatformError } from '../../plugin-api/index.ts';
import type { LoginOutcome, PluginCall, ShownAsk } from '../../plugin-host/index.ts';
import { MINUTE, SECOND } from '../../shared/clock.ts';
import { randomUuid } from '../../shared/random.ts';
import { kept, type Saying, saying } from '../../shared/saying.ts';
import type { Account, AccountRepository } from '../accounts/index.ts';
import type { AccountLogin } from './account-logins.ts';
import { endRest } from './account-poll.repository.ts';
import { haltAccount, noteWell } from './halt-account.ts';
import { LOGINS_FAILED_AT_MOST } from './login-pace.ts';
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
  /** True: nothing was tried, so soon after the last login. */
  isTooSoon?: boolean;
}

type Deps = Pick<PollDeps, 'db' | 'clock' | 'log' | 'accounts' | 'host' | 'asking'>;
type Access = Awaited<ReturnType<AccountRepository['openAccess']>>;

/** How long a picture may be answered. */
const ASK_MS = 2 * MINUTE;

const READ_IT = saying('platform.readPicture');
const TOO_LATE = saying('platform.pictureOver');
const PICTURES_WRONG = saying('platform.picturesWrong', { count: LOGINS_FAILED_AT_MOST });
/** As a platform's own refusal counts. */
const WRONG_PICTURE = { kind: 'blocked', words: { zh: '', en: '' } } as const;

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
    const login = this.deps.asking.login(account.id, access);
    const waits = await waitsFor(login);
    if (waits) return { ok: false, problem: waits, ask: null, isTooSoon: true };
    return this.finish(account, access, (call) => this.deps.host.login(account.platform, call), {
      login,
      session: null,
    });
  }

  /** Goes on with what was read in the picture that is open. */
  async answer(account: Account, askId: string, text: string): Promise<LoginTest> {
    const found = this.asks.get(account.id);
    if (found?.open.id !== askId || found.open.until < this.deps.clock.now()) {
      this.asks.delete(account.id);
      return { ok: false, problem: TOO_LATE, ask: null };
    }
    const { open, memo, session, access } = found;
    const login = this.deps.asking.login(account.id, access);
    const waits = await waitsFor(login);
    // The picture is as good as before.
    if (waits) return { ok: false, problem: waits, ask: open, isTooSoon: true };
    // Somebody else answered it meanwhile.
    if (!this.asks.delete(account.id)) {
      await login.takeBack();
      return { ok: false, problem: TOO_LATE, ask: null };
    }
    const answer = (call: PluginCall) => this.deps.host.answer(account.platform, call, { text, memo });
    return this.finish(account, access, answer, { login, session, isAnswer: true });
  }

  /** Takes the session that the owner copied out of his browser. One that isn't good leaves the account as it is. */
  async handOver(account: Account, pasted: string): Promise<LoginTest> {
    const access = await this.deps.accounts.openAccess(this.deps.db, account.id);
    const take = (call: PluginCall) => this.deps.host.handOver(account.platform, call, pasted);
    return this.finish(account, access, take, { login: null, session: null });
  }

  /** The picture that waits for an answer; null: none. */
  openAsk(accountId: number): OpenAsk | null {
    const open = this.asks.get(accountId)?.open;
    return open && open.until >= this.deps.clock.now() ? open : null;
  }

  /** `login` null: a session was handed over, which is none. */
  private async finish(
    account: Account,
    access: Access,
    work: (call: PluginCall) => Promise<LoginOutcome>,
    {
      login,
      session,
      isAnswer = false,
    }: { login: AccountLogin | null; session: unknown; isAnswer?: boolean },
  ): Promise<LoginTest> {
    const { db, clock, accounts, asking } = this.deps;
    const { id } = account;
    this.asks.delete(id);
    try {
      const outcome = await asking.within(account, access, 'reserved', (bounds) =>
        work({ settings: access.settings, session, now: clock.now(), account: String(id), bounds }),
      );
      if (outcome.step === 'ask') {
        // A picture that was only shown was no login; one that was read wrongly was.
        if (!isAnswer) await login?.takeBack();
        else if (await login?.failed(WRONG_PICTURE, { isTypo: true }))
          return await this.stopAsking(account, access);
        return await this.ask(account, access, outcome);
      }
      await accounts.saveSession(db, id, outcome.session, access);
      await noteWell(this.deps, account);
      const hasSession = outcome.session !== null;
      await (login ? login.succeeded({ hasSession }) : asking.noteHandedOver(id));
      await endRest(db, id);
      return { ok: true, problem: null, ask: null };
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      const told = (await login?.failed(error)) ?? error;
      return await this.refused(account, access, told, login !== null);
    }
  }

  private async refused(
    account: Account,
    access: Access,
    error: PlatformError,
    tellsHealth: boolean,
  ): Promise<LoginTest> {
    const { db, clock, log, accounts } = this.deps;
    const { id } = account;
    const { kind, fields: refused } = error;
    const problem = kept(error.words);
    log.info({ accountId: id, kind }, 'login_test_failed');
    if (!tellsHealth) return { ok: false, problem, ask: null };
    const halt = haltOf(kind);
    if (halt === 'stopped' || (halt !== null && account.health !== 'stopped')) {
      const told = { asked: access, reason: problem, refused, now: clock.now() };
      await haltAccount(this.deps, account, halt, told);
    } else if (account.health !== 'stopped' && account.health !== 'needs_you') {
      // A login that was refused before isn't right because nobody answers now.
      await accounts.setHealth(db, id, 'failing', problem, clock.now());
    }
    return { ok: false, problem, ask: null };
  }

  /** Too many pictures were read wrongly in a row: nobody tries by himself any more. */
  private async stopAsking(account: Account, access: Access): Promise<LoginTest> {
    const { clock } = this.deps;
    await haltAccount(this.deps, account, 'stopped', {
      asked: access,
      reason: PICTURES_WRONG,
      now: clock.now(),
    });
    return { ok: false, problem: PICTURES_WRONG, ask: null };
  }

  private async ask(
    account: Account,
    access: Access,
    { ask, memo, session }: LoginOutcome & { step: 'ask' },
  ): Promise<LoginTest> {
    const { clock } = this.deps;
    const { id, health } = account;
    const now = clock.now();
    const open = { ...ask, id: randomUuid(), until: now + ASK_MS };
    this.asks.set(id, { open, memo, session, access });
    if (health !== 'stopped' && health !== 'needs_you') {
      await haltAccount(this.deps, account, 'needs_you', { asked: access, reason: READ_IT, now });
    }
    return { ok: false, problem: READ_IT, ask: open };
  }
}

/** Null: log in now, it is counted. Else what to tell. */
async function waitsFor(login: AccountLogin): Promise<Saying | null> {
  const waitMs = Number(await login.begin());
  return waitMs === 0 ? null : saying('platform.loginTooSoon', { seconds: Math.ceil(waitMs / SECOND) });
}
