import { createHash } from 'node:crypto';
import { PlatformError, type PolledPlatform, SessionGone } from '../plugin-api/index.ts';
import type { CheckedReceipt, PluginHost, ShownAsk } from '../plugin-host/index.ts';
import { type Clock, HOUR, MINUTE } from '../shared/clock.ts';
import type { GivenWords } from '../shared/saying.ts';
import type { KnownPayment, ListCall } from './find/list-call.ts';
import type { Call } from './recording.ts';
import { spyOn } from './spy.ts';

/** What one run gave, as it may be shown. */
export interface TrialRun {
  at: number;
  /** Its receipts, the newest first. */
  receipts: CheckedReceipt[];
  /** The known payment among them; null where it is not. */
  found: CheckedReceipt | null;
  dropped: { count: number; problems: string[] };
  /** In words for the owner, without secrets; null where the run came to its end. */
  problem: GivenWords | null;
}

/** The tries of one descriptor. The session in it is a secret: it lives as long as the draft. */
export interface Trial {
  fingerprint: string;
  runs: TrialRun[];
  session: unknown;
  /** A picture that the owner reads before we are in. */
  ask: { shown: ShownAsk; memo: unknown; session: unknown } | null;
  /**
   * Whether a session that is over is noticed. 'unseen': not looked at yet; 'blind': its answer looks like an empty
   * list.
   */
  gone: 'unseen' | 'noticed' | 'learned' | 'blind';
}

export interface TrialDeps {
  /** The host's own way out, for a platform that no registry has. */
  hostFor(platform: PolledPlatform): PluginHost;
  clock: Clock;
}

export interface TrialInput {
  platform: PolledPlatform;
  fingerprint: string;
  settings: Readonly<Record<string, string>>;
  known: KnownPayment;
  /** The list as it was recorded. */
  list: ListCall;
  /** A request of the recording as the owner would hand it over; null where we log in by ourselves. */
  handed: string | null;
  /** What the owner read in the picture of the try before. */
  answer: string | null;
}

/** Between the two runs: long enough for a token of a minute to be over. */
export const BETWEEN_MS = MINUTE;
/** Runs in which the known payment must be found. */
export const RUNS = 2;

/** Names a descriptor by all that decides what is asked and read: what was tried is what is saved. */
export function fingerprintOf(descriptor: object): string {
  return createHash('sha256').update(JSON.stringify(descriptor)).digest('hex');
}

/** When the next run may begin; null: at once. */
export function waitsUntil(trial: Trial | null): number | null {
  const last = trial?.runs.at(-1);
  return last?.found ? last.at + BETWEEN_MS : null;
}

/** True where both runs found the known payment and a dead session is noticed: nothing untried settles. */
export function isProven(trial: Trial | null, fingerprint: string): boolean {
  if (!trial || trial.fingerprint !== fingerprint || trial.gone === 'blind' || trial.gone === 'unseen')
    return false;
  const good = trial.runs.filter(({ found }) => found !== null);
  const [first] = good;
  const last = good.at(-1);
  return first !== undefined && last !== undefined && last.at - first.at >= BETWEEN_MS;
}

/**
 * One run by our own outbound client: logs in (or takes the recorded session), asks for the list around the known payment, and looks
 * for it. The second good run is followed by one with a session that nobody knows, to learn how the platform says so.
 */
export async function tryOut(
  deps: TrialDeps,
  input: TrialInput,
  before: Trial | null,
): Promise<{ trial: Trial; goneAnswer: Call | null }> {
  const { clock } = deps;
  const { platform, fingerprint, settings } = input;
  const same = before?.fingerprint === fingerprint ? before : null;
  const trial: Trial = same
    ? { ...same, runs: [...same.runs] }
    : { fingerprint, runs: [], session: null, ask: null, gone: 'unseen' };
  const host = deps.hostFor(platform);
  const call = (session: unknown) => ({ settings, session, now: clock.now() });
  try {
    if (trial.session === null && !(await logIn(host, trial, input, call)))
      return { trial, goneAnswer: null };
    const { known } = input;
    const now = clock.now();
    const window = { from: Math.min(known.at, now) - 15 * MINUTE, to: Math.min(now, known.at + HOUR) };
    const answer = await host.fetchReceipts(platform.id, call(trial.session), window);
    trial.session = answer.session;
    const problems = [...new Set(answer.dropped.map(({ problem }) => problem))].slice(0, 5);
    trial.runs.push({
      at: now,
      receipts: answer.receipts.slice(0, 20),
      found: findKnown(answer.receipts, input),
      dropped: { count: answer.dropped.length, problems },
      problem: null,
    });
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    trial.session = null;
    trial.runs.push({ ...emptyRun(clock.now()), problem: error.words });
  } finally {
    await host.close();
  }
  const goodRuns = trial.runs.filter(({ found }) => found !== null).length;
  if (trial.gone !== 'unseen' || goodRuns < RUNS) return { trial, goneAnswer: null };
  const { state, answer } = await askAsNobody(deps, input, trial.session);
  return { trial: { ...trial, gone: state }, goneAnswer: answer };
}

function emptyRun(at: number): Omit<TrialRun, 'problem'> {
  return { at, receipts: [], found: null, dropped: { count: 0, problems: [] } };
}

/** False where a person must read a picture first. */
async function logIn(
  host: PluginHost,
  trial: Trial,
  { platform, handed, answer }: TrialInput,
  call: (session: unknown) => Parameters<PluginHost['login']>[1],
): Promise<boolean> {
  if (handed !== null) {
    const outcome = await host.handOver(platform.id, call(null), handed);
    trial.session = outcome.session;
    return true;
  }
  const { ask } = trial;
  const outcome =
    ask && answer !== null
      ? await host.answer(platform.id, call(ask.session), { text: answer, memo: ask.memo })
      : await host.login(platform.id, call(null));
  trial.ask =
    outcome.step === 'ask' ? { shown: outcome.ask, memo: outcome.memo, session: outcome.session } : null;
  if (outcome.step === 'done') trial.session = outcome.session;
  return outcome.step === 'done';
}

/** By its amount and time, under the number that it has in the recording where that can be told. */
function findKnown(receipts: readonly CheckedReceipt[], { known, list }: TrialInput): CheckedReceipt | null {
  const texts = new Set(Object.values(list.list[list.known] ?? {}));
  const near = receipts.filter(
    ({ amountFen, paidAt }) => amountFen === known.amountFen && Math.abs(paidAt - known.at) <= 15 * MINUTE,
  );
  return (
    near.find(({ externalId }) => texts.has(externalId)) ??
    near.find(({ externalId }) => externalId.includes('-')) ??
    null
  );
}

/** The same list, asked with a session that the platform never gave out and without cookies. */
async function askAsNobody(
  deps: TrialDeps,
  { platform, settings, known }: TrialInput,
  session: unknown,
): Promise<{ state: Trial['gone']; answer: Call | null }> {
  const spy = spyOn(platform, session);
  const host = deps.hostFor(spy.platform);
  const now = deps.clock.now();
  try {
    await host.fetchReceipts(
      platform.id,
      { settings, session: null, now },
      { from: Math.min(known.at, now) - 15 * MINUTE, to: Math.min(now, known.at + HOUR) },
    );
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
  } finally {
    await host.close();
  }
  const { failure, receipts, answer } = spy.seen();
  if (failure instanceof SessionGone) return { state: 'noticed', answer: null };
  // Whoever asks is answered: then no session can be over.
  if (receipts > 0) return { state: 'noticed', answer: null };
  if (answer === null) return { state: 'blind', answer: null };
  return { state: failure === null ? 'blind' : 'learned', answer };
}
