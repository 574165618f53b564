import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountLogin } from '../../../src/flow/listening/account-logins.ts';
import {
  claimLogin,
  endLogin,
  findLogins,
  noteLoggedIn,
  noteLoginFailed,
  noteSessionEnded,
  takeLoginBack,
} from '../../../src/flow/listening/login.repository.ts';
import { LOGIN_LEASE_MS } from '../../../src/flow/listening/login-pace.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/shared/clock.ts';
import { type Db, openDatabase } from '../../../src/shared/db.ts';
import { databases, openTestDatabase, type TestDatabase } from '../../support/database.ts';

const START = Date.parse('2026-03-01T08:00:00Z');

describe.each(databases.filter(({ available }) => available))(
  'when an account may log in, on $name',
  ({ name }) => {
    let place: TestDatabase;
    let db: Db;
    beforeAll(async () => {
      place = await openTestDatabase(name);
      db = place.db;
    });
    afterAll(() => place.close());

    let accountId = 0;
    let tries = 0;
    const fresh = () => {
      accountId += 1;
    };
    async function claim(now: number, { of = 'one' } = {}) {
      const owner = `login ${++tries}`;
      return { owner, ...(await claimLogin(db, { accountId, owner, of, now })) };
    }
    /** True: it was made, and the platform let us in. */
    async function logIn(now: number, options = {}): Promise<boolean> {
      const { claimed, owner } = await claim(now, options);
      if (claimed) await noteLoggedIn(db, accountId, now, { owner });
      return claimed;
    }
    async function fail(now: number, { isTypo = false } = {}): Promise<boolean> {
      const { claimed, owner } = await claim(now);
      if (claimed) await noteLoginFailed(db, accountId, owner, { now, isTypo });
      return claimed;
    }

    test('of twenty that begin at the same moment, over two connections, one may; the others are told that it is under way', async () => {
      fresh();
      const second = name === 'mysql' ? openDatabase(place) : db;
      const all = await Promise.all(
        Array.from({ length: 20 }, (_, at) =>
          claimLogin(at % 2 ? second : db, { accountId, owner: `at once ${at}`, of: 'one', now: START }),
        ),
      );
      if (second !== db) await second.destroy();
      expect(all.filter(({ claimed }) => claimed)).toHaveLength(1);
      for (const one of all)
        if (!one.claimed) expect(one).toEqual({ claimed: false, underWay: true, waitMs: LOGIN_LEASE_MS });
    });

    test('whoever wants to log in while another does uses its session, also where that one ends just then', async () => {
      fresh();
      const other = await claim(START);
      let isThere = false;
      // The other one is in between the claim that fails and the look at why.
      const endsMeanwhile = new Proxy(db, {
        get(target, key) {
          if (key !== 'raw') return Reflect.get(target, key);
          return async (text: string, values: never) => {
            const answer = await target.raw(text, values);
            if (text.startsWith('update account_logins') && !isThere) {
              isThere = true;
              await noteLoggedIn(db, accountId, START, { owner: other.owner });
            }
            return answer;
          };
        },
      });
      const access = { secretsSealed: 'one', session: null, sessionSealed: null };
      const login = accountLogin({ db: endsMeanwhile, clock: { now: () => START } }, accountId, access);
      expect(await login.begin({ whileWaiting: async () => isThere })).toBe('notNeeded');
    });

    test('one whose process was killed is waited for until nothing of it can be under way, whatever the password', async () => {
      fresh();
      expect((await claim(START)).claimed).toBe(true);
      expect((await claim(START + LOGIN_LEASE_MS - 1)).claimed).toBe(false);
      expect((await claim(START + LOGIN_LEASE_MS - 1, { of: 'other' })).claimed).toBe(false);
      expect((await claim(START + LOGIN_LEASE_MS)).claimed).toBe(true);
    });

    test('whoever comes late to the end of his own changes nothing of the next one', async () => {
      fresh();
      const dead = await claim(START);
      const next = await claim(START + LOGIN_LEASE_MS);
      await noteLoginFailed(db, accountId, dead.owner, { now: START + LOGIN_LEASE_MS });
      await takeLoginBack(db, accountId, dead.owner);
      await endLogin(db, accountId, dead.owner);
      expect(await claim(START + LOGIN_LEASE_MS + 1)).toMatchObject({ claimed: false, underWay: true });
      expect(next.claimed).toBe(true);
    });

    test('let in, and the session lost at once: made anew at once, that one time; then a minute', async () => {
      fresh();
      expect(await logIn(START)).toBe(true);
      expect(await logIn(START + SECOND)).toBe(true);
      expect(await claim(START + 2 * SECOND)).toEqual({
        ...{ owner: expect.anything(), claimed: false },
        ...{ underWay: false, waitMs: 58 * SECOND },
      });
      expect(await logIn(START + MINUTE - 1)).toBe(false);
      expect(await logIn(START + MINUTE)).toBe(true);
      expect(await logIn(START + 2 * MINUTE - 1)).toBe(false);
      expect((await findLogins(db, accountId)).loginAt).toBe(START + MINUTE);
    });

    test('over any stretch of time there is one a minute, and one more', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.integer({ min: 0, max: 90 }), { minLength: 2, maxLength: 25 }),
          async (gaps) => {
            fresh();
            let now = START;
            const made: number[] = [];
            for (const gap of gaps) {
              now += gap * SECOND;
              if (await logIn(now)) made.push(now);
            }
            made.forEach((first, at) => {
              made.slice(at).forEach((last, more) => {
                expect(more + 1).toBeLessThanOrEqual(Math.floor((last - first) / MINUTE) + 2);
              });
            });
          },
        ),
        { numRuns: 15 },
      );
    });

    test('refused: never another one within a minute, also where that was the first after a long time', async () => {
      fresh();
      expect(await fail(START)).toBe(true);
      expect(await fail(START + MINUTE - 1)).toBe(false);
      expect(await fail(START + MINUTE)).toBe(true);
      expect(await fail(START + 2 * MINUTE - 1)).toBe(false);
      expect(await logIn(START + HOUR)).toBe(true);
    });

    test('a person misread a picture: he tries the next one at once, and then waits', async () => {
      fresh();
      expect(await fail(START, { isTypo: true })).toBe(true);
      expect(await fail(START + 5 * SECOND, { isTypo: true })).toBe(true);
      expect(await fail(START + 10 * SECOND, { isTypo: true })).toBe(false);
    });

    test('what was sent to nobody counts as nothing', async () => {
      fresh();
      for (let at = 0; at < 5; at++) {
        const { claimed, owner } = await claim(START + at);
        expect(claimed).toBe(true);
        await takeLoginBack(db, accountId, owner);
      }
    });

    test('a picture that was only shown is no login; one that was refused is', async () => {
      fresh();
      await logIn(START);
      const shown = await claim(START + HOUR);
      await takeLoginBack(db, accountId, shown.owner);
      expect((await findLogins(db, accountId)).loginAt).toBe(START);
      await fail(START + 2 * HOUR);
      expect((await findLogins(db, accountId)).loginAt).toBe(START + 2 * HOUR);
      const nobody = await claim(START + 3 * HOUR);
      await endLogin(db, accountId, nobody.owner);
      expect((await findLogins(db, accountId)).loginAt).toBe(START + 3 * HOUR);
    });

    test('a call that began before a login ends no session of it', async () => {
      fresh();
      await logIn(START);
      await logIn(START + MINUTE);
      await noteSessionEnded(db, accountId, { now: START + HOUR, beganAt: START + MINUTE - 1 });
      expect((await findLogins(db, accountId)).sessionAt).toBe(START + MINUTE);
      await noteSessionEnded(db, accountId, { now: START + HOUR, beganAt: START + MINUTE });
      expect(await findLogins(db, accountId)).toMatchObject({
        ...{ sessionAt: null, sessionLastedMs: HOUR - MINUTE },
      });
    });

    test('another password is tried at once, and counts its failures anew', async () => {
      fresh();
      await fail(START);
      const { owner } = await claim(START + SECOND, { of: 'other' });
      expect(await noteLoginFailed(db, accountId, owner, { now: START + SECOND })).toBe(1);
      expect((await claim(START + 2 * SECOND, { of: 'other' })).claimed).toBe(false);
    });

    test('our clock was set back: what was written before binds nobody', async () => {
      fresh();
      await logIn(START);
      await logIn(START);
      expect((await claim(START)).claimed).toBe(false);
      expect((await claim(START - HOUR)).claimed).toBe(true);
    });
  },
);
