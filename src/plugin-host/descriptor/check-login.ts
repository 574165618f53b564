import { type Saying, saying } from '../../shared/saying.ts';
import { checkStep, type Usable } from './check-step.ts';
import type { Login } from './schema-login.ts';

/** Tells what is wrong with the ways of logging in. */
export function checkLogin(login: Login, usable: Usable, tell: (at: string, what: Saying) => void): void {
  checkKind(login, tell);
  const { challenge, steps, session, handOver = [], refresh } = login;
  let names = new Set(usable.names);
  for (const [at, step] of steps.entries()) {
    const kept = checkStep(`login.steps[${at}]`, step, { ...usable, names }, tell);
    const answer = challenge?.step === step.name ? ['challenge.answer'] : [];
    names = new Set([...names, ...kept, ...answer]);
  }
  const handed = handOver.flatMap((one) => ('key' in one ? [one.key] : []));
  for (const [at, key] of handed.entries()) {
    if (handed.indexOf(key) < at) tell('login.handOver', saying('descriptor.twice', { name: key }));
  }
  const renewed = Object.keys(refresh?.keep ?? {});
  for (const name of session.keep) {
    const isGiven = login.kind === 'handed-over' ? handed.includes(name) : names.has(`kept.${name}`);
    if (!isGiven && !renewed.includes(name))
      tell('login.session.keep', saying('descriptor.notKept', { name }));
  }
  if (refresh) {
    const own = [...session.keep, ...handed].map((name) => `session.${name}`);
    checkStep('login.refresh', refresh, { ...usable, names: new Set([...usable.names, ...own]) }, tell);
  }
}

function checkKind(
  { kind, steps, challenge, handOver, keepAlive, session }: Login,
  tell: (at: string, what: Saying) => void,
): void {
  const stray = (at: string) => tell(at, saying('descriptor.strayPart'));
  if (kind === 'handed-over') {
    if (steps.length > 0) stray('login.steps');
    if (session.expires && 'json' in session.expires) stray('login.session.expires');
    if (!handOver) tell('login.handOver', saying('descriptor.noHandOver'));
  } else if (steps.length === 0) tell('login.steps', saying('descriptor.noSteps'));
  if (kind === 'password' && keepAlive) stray('login.keepAlive');
  if (kind !== 'captcha-picture') {
    if (challenge) stray('login.challenge');
    return;
  }
  if (!challenge) {
    tell('login.challenge', saying('descriptor.noChallenge'));
    return;
  }
  const at = steps.findIndex(({ name }) => name === challenge.step);
  if (at < 0) tell('login.challenge.step', saying('descriptor.noStep', { name: challenge.step }));
  else if (at === steps.length - 1) tell('login.challenge.step', saying('descriptor.lastStep'));
}
