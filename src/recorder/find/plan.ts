import { resolve } from './explain.ts';
import { PlanBook, type Stage } from './plan-book.ts';
import { assignList } from './plan-list.ts';
import { followCookies, MOST_LOGIN_STEPS, planLogin } from './plan-login.ts';
import type { Plan, PlanInput } from './plan-types.ts';

/** A descriptor has no more before its list. */
const MOST_BEFORE = 2;

/** Which calls must be made, in which order, and where each changing value of them comes from. */
export function planCalls(input: PlanInput): Plan {
  const book = new PlanBook(input, resolve);
  const { plan, steps } = book;
  if (input.login) planLogin(book, input.login);
  assignList(book, plan.list);
  resolve(book, plan.list, 'list');
  followCookies(book);
  const inOrder = (stage: Stage) =>
    steps
      .filter((one) => one.stage === stage)
      .map(({ step }) => step)
      .sort((one, other) => one.call.at - other.call.at);
  return {
    ...plan,
    login: inOrder('login').slice(0, MOST_LOGIN_STEPS),
    before: inOrder('before').slice(-MOST_BEFORE),
    cookies: input.list.shown.cookies.length > 0,
  };
}
