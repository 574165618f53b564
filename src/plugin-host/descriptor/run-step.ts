import { jsonOf, PlatformError, SessionGone } from '../../plugin-api/index.ts';
import { type Saying, saying, wordsOf } from '../../shared/saying.ts';
import { buildRequest } from './build-request.ts';
import { loginNo, plain, wordsIn } from './login-no.ts';
import { leafText, valueAt } from './paths.ts';
import { holds, type Reply, replyOf, valueFrom } from './reply.ts';
import { broken, type Run } from './run.ts';
import type { Descriptor } from './schema.ts';
import type { Refusing } from './schema-parts.ts';
import type { Step } from './schema-step.ts';

/** Where a step stands: the same answer means something else while somebody logs in. */
export type Phase = 'login' | 'list';

const MAX_KEPT = 16 * 1024;

/**
 * Makes one call and reads its answer; what it keeps can be named by later steps. Throws SessionGone (of a list), or
 * PlatformError: 'wrongPassword' where a login is refused, 'blocked' where a list is or a login is locked,
 * 'needsPerson' where a picture was misread, 'broken' for what is not understood.
 */
export async function runStep(run: Run, step: Step, phase: Phase): Promise<Reply> {
  const request = buildRequest(run, step);
  const { body } = step;
  const headers = {
    ...request.headers,
    ...(body && 'text' in body && { 'content-type': body.type }),
  };
  const reply = replyOf(await run.context.http.send({ ...request, headers }));
  checkReply(run, step, phase, reply, request.url);
  for (const [name, source] of Object.entries(step.keep ?? {})) {
    const value = valueFrom(source, reply);
    if (value === null || value === '' || value.length > MAX_KEPT) {
      const what = saying('descriptor.noValue', { step: step.name, name });
      throw phase === 'login' ? notIn(run, reply, what) : broken(what);
    }
    run.texts.set(`kept.${name}`, value);
  }
  return reply;
}

/**
 * The session first, then a refusal, then whether it is good: a weak condition for "good" must not make an empty list
 * of the page that asks to log in.
 */
function checkReply(run: Run, step: Step, phase: Phase, reply: Reply, askedAt: string): void {
  const { sessionGone = [], refused = [] } = run.descriptor;
  const isTrue = (condition: Parameters<typeof holds>[0]) => holds(condition, reply, askedAt);
  if (sessionGone.some(isTrue)) {
    // Nobody is logged in while he logs in: it is the login that is not accepted.
    throw phase === 'list' ? new SessionGone() : notLetIn(run, saidBy(reply));
  }
  const refusal = refused.find((one) => isTrue(one));
  if (refusal) {
    const what = wordsOfRefusal(refusal, reply);
    throw phase === 'list' ? new PlatformError('blocked', wordsOf(what)) : notLetIn(run, what);
  }
  if (step.ok.every(isTrue)) return;
  const { answer } = reply;
  try {
    // What HTTP itself says: 401, 429, out of order. What is left is an answer that nobody foresaw.
    jsonOf(answer);
  } catch (error) {
    if (error instanceof SessionGone && phase === 'login') throw notLetIn(run, saidBy(reply));
    if (!(error instanceof PlatformError && error.kind === 'broken')) throw error;
  }
  const what = saying('descriptor.strangeAnswer', { step: step.name, status: answer.status });
  throw phase === 'login' ? notIn(run, reply, what) : broken(what);
}

/**
 * A login that came to nothing, though nothing in the descriptor says what a refusal looks like: by the platform's own
 * words. `otherwise`: what is said where it has none.
 */
function notIn(run: Run, reply: Reply, otherwise: Saying): PlatformError {
  const text = wordsIn(reply.json);
  if (text === '') return broken(otherwise);
  const said = saying('descriptor.refusedSaying', { text });
  switch (loginNo(text)) {
    case 'password':
      return notLetIn(run, said);
    case 'locked':
      return new PlatformError('blocked', wordsOf(said));
    case 'picture':
      // A new picture, read again, may be all that is needed.
      return run.descriptor.login.kind === 'captcha-picture'
        ? new PlatformError('needsPerson', wordsOf(said))
        : broken(said);
    case 'later':
    case 'unsaid':
      return broken(said);
  }
}

function notLetIn({ descriptor }: Run, what: Saying): PlatformError {
  return new PlatformError('wrongPassword', wordsOf(what), { fields: fieldsOfLogin(descriptor) });
}

/** The settings that the login sends; all of them where it sends none. */
function fieldsOfLogin({ login, settings }: Descriptor): string[] {
  const sent = JSON.stringify([login.steps, login.refresh ?? null]);
  const keys = settings.map(({ key }) => key);
  const used = keys.filter((key) => sent.includes(`{settings.${key}`));
  return used.length > 0 ? used : keys;
}

function saidBy(reply: Reply): Saying {
  const text = wordsIn(reply.json);
  return text === '' ? saying('descriptor.refused') : saying('descriptor.refusedSaying', { text });
}

/** The platform's own words, as text and bounded. */
function wordsOfRefusal(refusal: Refusing, reply: Reply): Saying {
  const { say } = refusal;
  const said =
    say === undefined
      ? wordsIn(reply.json)
      : 'html' in refusal
        ? reply.page.value(say, 'text')
        : leafText(valueAt(reply.json, say));
  const text = plain(said);
  return text === '' ? saying('descriptor.refused') : saying('descriptor.refusedSaying', { text });
}
