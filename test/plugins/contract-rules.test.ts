import { describe, expect, test } from 'vitest';
import { type ContractSimulator, checkRule, contractRules, describeContract } from './contract.ts';
import { keyedPlatform, startKeyed } from './till/keyed.ts';
import { tillPlatform, type Wrong } from './till/platform.ts';
import { startTill } from './till/simulator.ts';

describe('a platform with everything', () => {
  describeContract({ platform: tillPlatform(), renews: true, start: startTill });
});

describe('a platform with keys instead of a login', () => {
  describeContract({ platform: keyedPlatform, start: startKeyed });
});

/** A till that shows its picture at every login. */
async function startAskingTill(now: () => number): Promise<ContractSimulator> {
  const till = await startTill(now);
  till.challenge?.on();
  return till;
}

describe('a platform that shows a picture at every login', () => {
  describeContract({ platform: tillPlatform(), asksAlways: true, start: startAskingTill });
});

/** Which rule finds which fault. */
const found: readonly [rule: string, wrong: Wrong][] = [
  ['manifest: it is whole, and has a fact for what it rests on', 'no facts'],
  ['login: the right settings get in, and what was kept is used', 'logs in each time'],
  ['wrong password: said as that, with the fields, and tried once', 'wrong password is broken'],
  ['expired session: one login, one repetition, nothing lost', 'no second login'],
  ['expired session: one that is never good again costs one login', 'logs in again by itself'],
  [
    'expired session: where only a person gets in he is wanted, and nothing is lost once he was there',
    'no second login',
  ],
  ['no state: without its session it begins anew', 'keeps state'],
  ['refresh: a session that ends soon is renewed without the password', 'never renews'],
  ['challenge: a person reads the picture, and gets in', 'forgets the picture'],
  ['challenge: a wrong answer lets nobody in', 'takes any answer'],
  ['challenge: a background job asks nobody', 'overlooks the picture'],
  ['hand-over: a pasted session is tried, and used', 'ignores the handed session'],
  ['hand-over: one that is over is not kept', 'tries no handed session'],
  ['paging: every page is read, each payment once', 'first page only'],
  ['paging: exactly one full page is all of it', 'full page is broken'],
  ['paging: a page that repeats is broken, never a list', 'stops where pages repeat'],
  ['windows: over midnight, both days', 'one day only'],
  ['windows: its edges belong to it', 'end left out'],
  ['units: fen, to the fen', 'floats'],
  ['zones: the time of the payment, whatever clock the platform writes', 'wrong zone'],
  ['pay types: each of the manifest is told as it is', 'one pay type'],
  ['odd rows: what can’t be read is dropped with a reason, never guessed, and costs no other', 'guesses'],
  ['duplicates: the same payment has the same number, each time it is told', 'number of its own'],
  ['empty: no payment is no fault', 'empty is broken'],
  ['slow: no answer, or one without an end, is “unreachable” at the deadline', 'silence is empty'],
  [
    'broken: out of order, or nonsense, at the list: said as that, and all goes on afterwards',
    'errors are empty',
  ],
  ['broken: out of order, or nonsense, at the login: never a wrong password', 'errors are wrong passwords'],
  [
    'broken: out of order, or nonsense, before the picture: never a wrong password',
    'errors are wrong passwords',
  ],
  ['secrets: none in an error or in the log, whatever goes wrong', 'says the token'],
  ['recent: the last payments, for a person who looks for his terminal', 'no recent'],
  ['codes: terminals, each once, as receipts name them', 'names as terminals'],
  ['bills: one code for one order, told of by its reference, and closed', 'no reference'],
  ['bills: what was made and then failed is not left open', 'leaves bills open'],
];

describe('a rule finds what it is for', () => {
  test.each(found)('%s: a plugin that %s fails', async (name, wrong) => {
    const rule = contractRules.find((one) => one.name === name);
    if (!rule) throw new Error('there is no such rule');
    const usual = { platform: tillPlatform(wrong), renews: true, start: startTill };
    const asking = { ...usual, asksAlways: true, start: startAskingTill };
    const isUsual = rule.applies?.(usual) ?? true;
    await expect(checkRule(rule, isUsual ? usual : asking)).rejects.toThrow();
  });

  test('each rule is tried', () => {
    expect(contractRules.map(({ name }) => name)).toEqual(found.map(([name]) => name));
  });
});
