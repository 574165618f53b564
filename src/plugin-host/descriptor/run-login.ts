import {
  type Ask,
  type LoginStep,
  PlatformError,
  type PluginContext,
  tools,
} from '../../plugin-api/index.ts';
import { saying, wordsOf } from '../../shared/saying.ts';
import { leafText, valueAt } from './paths.ts';
import type { Reply } from './reply.ts';
import { beginRun, broken, type OwnSession, type Run, sessionOf } from './run.ts';
import { runStep } from './run-step.ts';
import type { Descriptor } from './schema.ts';
import type { Login } from './schema-login.ts';
import { readTime } from './times.ts';

/** What goes on with a picture: what was kept so far, and when it was shown. */
interface Memo {
  device: string;
  /** By name, without `kept.`. */
  kept: Record<string, string>;
  shownAt: number;
}

const KEPT = 'kept.';

/** Logs in with the settings: in, or as far as the picture that a person must read. */
export async function beginLogin(descriptor: Descriptor, context: PluginContext): Promise<LoginStep> {
  const { challenge, steps } = descriptor.login;
  const run = beginRun(descriptor, context, sessionOf(context.session));
  const until = challenge ? steps.findIndex(({ name }) => name === challenge.step) + 1 : steps.length;
  const last = await runSteps(run, 0, until);
  if (!challenge) return { done: sessionAfter(run, last) };
  const memo: Memo = { device: run.device, kept: keptIn(run), shownAt: context.now };
  const hint = challenge.hint ?? wordsOf(saying('descriptor.hint'));
  return { ask: { picture: pictureIn(challenge.picture, last), hint, memo } };
}

/** Goes on with what a person read. */
export async function finishLogin(
  descriptor: Descriptor,
  context: PluginContext,
  answer: { text: string; memo: unknown },
): Promise<LoginStep> {
  const { challenge, steps } = descriptor.login;
  const { device, kept, shownAt } = answer.memo as Memo;
  const ttlMs = (challenge?.ttlS ?? 0) * 1_000;
  if (context.now - shownAt > ttlMs)
    throw new PlatformError('needsPerson', wordsOf(saying('platform.pictureOver')));
  const run = beginRun(descriptor, context, { device, values: {}, endsAt: null, madeAt: 0 });
  for (const [name, value] of Object.entries(kept)) run.texts.set(KEPT + name, value);
  run.texts.set('challenge.answer', answer.text);
  const from = steps.findIndex(({ name }) => name === challenge?.step) + 1;
  return { done: sessionAfter(run, await runSteps(run, from, steps.length)) };
}

/**
 * The session, renewed with the descriptor's own step. Null where there is none, or where it failed: then only a login
 * helps.
 */
export async function renewed(descriptor: Descriptor, context: PluginContext): Promise<OwnSession | null> {
  const { refresh, session } = descriptor.login;
  const before = sessionOf(context.session);
  if (!refresh || before === null) return null;
  const run = beginRun(descriptor, context, before);
  try {
    const reply = await runStep(run, refresh, 'list');
    const fresh = Object.fromEntries(
      session.keep.flatMap((name) => {
        const value = run.texts.get(KEPT + name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
    const values = { ...before.values, ...fresh };
    // Where the answer does not say how long it lasts, it is as long as the one before.
    const lifeMs = before.endsAt === null ? null : before.endsAt - before.madeAt;
    const endsAt = endOf(run, reply) ?? (lifeMs === null ? null : context.now + lifeMs);
    return { device: run.device, values, endsAt, madeAt: context.now };
  } catch (error) {
    // Nobody answers, or not now: that is no reason to log in.
    if (error instanceof PlatformError && (error.kind === 'unreachable' || error.kind === 'tooFast'))
      throw error;
    return null;
  }
}

async function runSteps(run: Run, from: number, to: number): Promise<Reply> {
  let last: Reply | null = null;
  for (const step of run.descriptor.login.steps.slice(from, to)) last = await runStep(run, step, 'login');
  if (last === null) throw new TypeError('a login without steps');
  return last;
}

function sessionAfter(run: Run, last: Reply): OwnSession {
  const values: Record<string, string> = {};
  for (const name of run.descriptor.login.session.keep) {
    const value = run.texts.get(KEPT + name);
    if (value !== undefined) values[name] = value;
  }
  return { device: run.device, values, endsAt: endOf(run, last), madeAt: run.context.now };
}

/** UTC ms; null where the platform does not say. */
function endOf({ descriptor, context }: Run, last: Reply): number | null {
  const { expires } = descriptor.login.session;
  if (expires === undefined) return null;
  if ('inS' in expires) return context.now + expires.inS * 1_000;
  const text = leafText(valueAt(last.json, expires.json));
  return text === null ? null : readTime(text, expires.as, descriptor.list.window.zone);
}

function keptIn({ texts }: Run): Record<string, string> {
  const own = [...texts].filter(([name]) => name.startsWith(KEPT));
  return Object.fromEntries(own.map(([name, value]) => [name.slice(KEPT.length), value]));
}

function pictureIn(source: NonNullable<Login['challenge']>['picture'], reply: Reply): Ask['picture'] {
  if ('body' in source) return reply.answer.bytes;
  const text =
    'json' in source
      ? leafText(valueAt(reply.json, source.json))
      : reply.page.value(source.html, source.attr);
  if (text?.startsWith('data:')) return text;
  try {
    const bytes = tools.unwritten(text ?? '', 'base64');
    if (bytes.length > 0) return bytes;
  } catch {
    // said below
  }
  throw broken(saying('descriptor.noValue', { step: 'captcha', name: 'picture' }));
}
