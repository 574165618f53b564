import { HOUR } from '../shared/clock.ts';
import type { Analysis, Points } from './analyse.ts';
import { columnsOf, timeColumnsOf } from './find/columns.ts';
import { leavesOf, rowListsOf } from './find/leaves.ts';
import { isAmount, type KnownPayment } from './find/list-call.ts';
import type { LoginCall, Typed } from './find/login-call.ts';
import { NAMES } from './find/names.ts';
import type { Plan } from './find/plan-types.ts';
import { requestLeaves } from './find/request-leaves.ts';
import { entropyOf, readTime } from './find/values.ts';
import type { Call, Recording } from './recording.ts';

/** Why a platform can't be used by a descriptor, or not wholly: docs/reference/descriptors.md, section 6. */
export type ObstacleCode =
  | 'encrypted'
  | 'signature'
  | 'slider'
  | 'sms'
  | 'sm2'
  | 'strangePassword'
  | 'notInAnswers'
  | 'otherTime'
  | 'stream'
  | 'noNumber'
  | 'noTime'
  | 'noAmount'
  | 'oneDay'
  | 'notHttps'
  | 'scriptCookie'
  | 'noSession';

/** What is left: the texts of the app, a session that the owner hands over, another recording, or nothing. */
export type Left = 'texts' | 'handOver' | 'again' | 'nothing';

export interface Obstacle {
  code: ObstacleCode;
  left: Left;
  /** A name, a path or a time that the sentence tells; never a value of the recording that is a secret. */
  name?: string;
}

const LEFT: Readonly<Record<ObstacleCode, Left>> = {
  ...{ encrypted: 'texts', signature: 'texts', slider: 'handOver', sms: 'handOver', sm2: 'handOver' },
  ...{ strangePassword: 'handOver', notInAnswers: 'texts', otherTime: 'again', stream: 'texts' },
  ...{ noNumber: 'nothing', noTime: 'nothing', noAmount: 'again', oneDay: 'texts', notHttps: 'texts' },
  ...{ scriptCookie: 'handOver', noSession: 'again' },
};

function obstacle(code: ObstacleCode, name?: string, left: Left = LEFT[code]): Obstacle {
  return { code, left, ...(name !== undefined && { name }) };
}

/** True for one that must be out of the way before anything can be tried: only the hand-over is a way by itself. */
export function blocks({ left }: Obstacle, plan: Plan | null): boolean {
  return left !== 'handOver' || plan === null || plan.login.length > 0;
}

/** True where nothing can be made of the recording as it is. */
export function isBlocking({ plan, obstacles }: Pick<Analysis, 'plan' | 'obstacles'>): boolean {
  return plan === null || obstacles.some((one) => blocks(one, plan));
}

interface Found {
  recording: Recording;
  typed: Typed;
  known: KnownPayment;
  points: Points;
  /** Null where there is no list. */
  plan: Plan | null;
  /** True: addresses of the own machine count, also without TLS. */
  allowPrivate: boolean;
}

/** Everything that stands in the way, the first cause first; none where the descriptor can be tried. */
export function diagnose(found: Found): Obstacle[] {
  const { points, plan, recording } = found;
  const list = points.list.chosen?.value;
  if (!list || !plan) return [withoutList(found)];
  const obstacles: Obstacle[] = [];
  if (list.shown.url.protocol !== 'https:' && !found.allowPrivate) obstacles.push(obstacle('notHttps'));
  const ofList = plan.unexplained.filter(({ step, mustChange }) => mustChange && isOfList(plan, step));
  for (const { name, text } of ofList.slice(0, 1)) {
    obstacles.push(isSealed(text) ? obstacle('encrypted') : obstacle('signature', name));
  }
  if (points.amount.chosen === null) obstacles.push(obstacle('noAmount'));
  if (points.time.chosen === null) obstacles.push(obstacle('noTime'));
  else if (points.number.chosen === null) obstacles.push(obstacle('noNumber'));
  const day = staleDay(found, plan);
  if (day !== null) obstacles.push(obstacle('oneDay', day));
  if (obstacles.length > 0) return obstacles;
  obstacles.push(...ofLogin(plan, points.login.chosen?.value ?? null, recording));
  const isHanded = plan.login.length === 0;
  if (plan.scriptCookies.length > 0 && !isHanded)
    obstacles.push(obstacle('scriptCookie', plan.scriptCookies[0]));
  if (isHanded && plan.handed.length === 0 && !plan.cookies) obstacles.push(obstacle('noSession'));
  return obstacles;
}

function isOfList({ login }: Plan, step: string): boolean {
  return !login.some(({ name }) => name === step);
}

/** What stands in the way of logging in by ourselves; each leaves the hand-over. */
function ofLogin(plan: Plan, login: LoginCall | null, { calls, captchaHosts }: Recording): Obstacle[] {
  if (!login || plan.login.length === 0) return [];
  if (login.password?.kind === 'sm2') return [obstacle('sm2')];
  const leaves = requestLeaves(login.call);
  const slider = leaves.find(({ name, inner, text }) => NAMES.slider.test(inner ?? name) && text.length >= 8);
  if (slider || (captchaHosts.length > 0 && login.captcha === null)) {
    return [obstacle('slider', slider?.name ?? captchaHosts[0])];
  }
  const code = leaves.find(
    ({ name, inner, text }) => /code|captcha|verif|sms|yzm/i.test(inner ?? name) && /^\d{4,8}$/.test(text),
  );
  const sent = calls.find(
    ({ at, url }) =>
      at < login.call.at &&
      /sms|send|msg|verifycode|captcha/i.test(url.pathname) &&
      NAMES.sms.test(url.pathname),
  );
  if (login.captcha === null && code && sent) return [obstacle('sms')];
  const isSealedBody = login.call.body?.kind === 'text' && isSealed(login.call.body.text);
  if (isSealedBody) return [obstacle('encrypted', undefined, 'handOver')];
  if (login.password?.kind === 'unknown') return [obstacle('strangePassword', nameOf(login.password.leaf))];
  const strange = plan.unexplained.find(({ step, mustChange }) => mustChange && !isOfList(plan, step));
  if (strange) return [obstacle('signature', strange.name, 'handOver')];
  return [];
}

function nameOf(leaf: string): string {
  return leaf.slice(leaf.indexOf(':') + 1);
}

/** Why the told payment is in no list. */
function withoutList({ recording, known }: Found): Obstacle {
  const { calls, hasStream } = recording;
  const elsewhere = calls.flatMap((call) =>
    rowListsOf(call).flatMap(({ list }) => {
      const times = timeColumnsOf(columnsOf(list));
      return list.flatMap((row, place) => {
        const has = Object.values(row).some((text) => isAmount(text, known.amountFen));
        const [time] = times.filter(({ at }) => (at[place] ?? null) !== null);
        return has && time ? [time.paths.map((path) => row[path] ?? '').join(' ')] : [];
      });
    }),
  );
  const [first] = elsewhere;
  if (first !== undefined) return obstacle('otherTime', first);
  if (calls.some(isSealedCall)) return obstacle('encrypted');
  return hasStream ? obstacle('stream') : obstacle('notInAnswers');
}

/** A request or an answer that is one long text without sense: encrypted by the page. */
function isSealedCall({ body, answer }: Call): boolean {
  const texts = [
    ...(body?.kind === 'text' ? [body.text] : []),
    ...(body?.kind === 'form' ? body.fields.map(({ value }) => value) : []),
    ...(body?.kind === 'json' ? leavesOf(body.value).map(({ text }) => text) : []),
    ...(answer?.kind === 'text' ? [answer.text] : []),
    ...(answer?.kind === 'json' ? leavesOf(answer.value, 3).map(({ text }) => text) : []),
  ];
  return texts.some(isSealed);
}

/** True for at least 64 letters of base64 or hex that look like chance; what a signed token looks like is none. */
export function isSealed(text: string): boolean {
  if (text.length < 64 || /^ey[\w-]+\.[\w-]+\./.test(text)) return false;
  if (/^[0-9a-f]+$/i.test(text))
    return text.length >= 96 && text.length % 32 === 0 && entropyOf(text.toLowerCase()) > 3.6;
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return false;
  return entropyOf(text) > 4.6;
}

/** A day in the list's request that nothing moves: tomorrow the list would be yesterday's. */
function staleDay({ known }: Found, plan: Plan): string | null {
  const stale = requestLeaves(plan.list.call).find(({ id, text, place }) => {
    if (place === 'header' || plan.list.templates.has(id)) return false;
    const read = readTime(text);
    return read !== null && Math.abs(read.at - known.at) < 48 * HOUR;
  });
  return stale ? (stale.inner ?? stale.name) : null;
}
