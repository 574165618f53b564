import type { Call } from '../recording.ts';
import { resolve } from './explain.ts';
import type { LoginCall } from './login-call.ts';
import type { PlanBook } from './plan-book.ts';
import { isSessionCookie, tryDecode } from './plan-words.ts';

/** A descriptor's login has no more. */
export const MOST_LOGIN_STEPS = 6;

export function planLogin(book: PlanBook, login: LoginCall): void {
  const { call, username, password, captcha } = login;
  const plan = book.plan;
  const step = book.newStep(call, 'login');
  book.steps.push({ stage: 'login', step });
  step.templates.set(username, '{settings.username}');
  book.note(step, username, 'typed', 'username');
  if (password?.kind === 'computed') {
    const { form } = password;
    const salt = form.salt ? book.refer(form.salt, 'login') : '';
    book.compute(step, password.leaf, '{settings.password}', form.do, salt);
  }
  if (password?.kind === 'rsa') {
    const { key } = password;
    let place = 'literal' in key ? key.literal : '';
    if ('at' in key) {
      const told = book.told
        .of(book.callAt(key.at))
        .find(({ source }) => 'json' in source && source.json === key.path);
      if (told) place = book.refer(told, 'login');
    }
    book.compute(step, password.leaf, '{settings.password}', [['rsa', place, 'pkcs1']], '');
  }
  if (password?.kind === 'unknown') book.unexplained(step, password.leaf, true);
  if (captcha) {
    step.templates.set(captcha.leaf, '{challenge.answer}');
    const picture = book.addStep(captcha.picture, 'login', 'captcha');
    plan.challenge = { step: picture.name, path: captcha.path };
    book.note(step, captcha.leaf, 'person', '');
  }
  resolve(book, step, 'login');
  setUpCookies(book, call);
}

/** The page that gives a cookie before the login is asked for first. */
function setUpCookies(book: PlanBook, call: Call): void {
  const { recording } = book.input;
  for (const { name, value } of call.cookies) {
    const setter = recording.calls
      .filter(
        ({ at, setCookies }) =>
          at < call.at && setCookies.some((one) => one.name === name && one.value === value),
      )
      .at(-1);
    const isAnew = call.setCookies.some((one) => one.name === name);
    if (setter && setter.method === 'GET' && !isAnew) book.addStep(setter, 'login', 'page');
    if (setter || isAnew || !isSessionCookie(name)) continue;
    const page = recording.calls
      .filter(
        ({ at, answer, method, url }) =>
          at < call.at && method === 'GET' && answer?.kind === 'html' && url.origin === call.url.origin,
      )
      .at(-1);
    if (page) book.addStep(page, 'login', 'page');
  }
}

/** Calls whose only use is the cookie that they set, before the login or between it and the list. */
export function followCookies(book: PlanBook): void {
  const { list, login, recording } = book.input;
  const planned = () => new Set(book.steps.map(({ step }) => step.call));
  for (const { name, value } of list.shown.cookies) {
    const setters = recording.calls.filter(
      ({ at, setCookies }) =>
        at < list.shown.at && setCookies.some((one) => one.name === name && one.value === value),
    );
    const setter = setters.at(-1);
    if (!setter) {
      const isTold =
        book.told.before(list.shown.at, value).length > 0 ||
        book.told.before(list.shown.at, tryDecode(value) ?? value).length > 0;
      if (isTold && value.length >= 12) book.plan.scriptCookies.push(name);
      continue;
    }
    if (!login || planned().has(setter) || setters.some((one) => planned().has(one))) continue;
    if (list.calls.includes(setter) || setter.at < login.call.at || setter.method !== 'GET') continue;
    if (planned().size < MOST_LOGIN_STEPS) book.addStep(setter, 'login', 'page');
  }
}
