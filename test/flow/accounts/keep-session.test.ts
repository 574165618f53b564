import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { packSession } from '../../../src/plugin-host/kept-session.ts';
import { kept as words } from '../../../src/shared/saying.ts';
import { databases, openTestDatabase, type TestDatabase } from '../../support/database.ts';
import {
  accountRepository as accounts,
  buildAccount,
  buildMerchant,
  testVault,
} from '../../support/factories.ts';

const NOW = Date.UTC(2026, 2, 1);
const session = (own: unknown, cookies: unknown = null) => packSession({ own, cookies }, { login: 'shop' });

describe.each(databases.filter(({ available }) => available))(
  'sessions of calls that end together, on $name',
  ({ name }) => {
    let place: TestDatabase;
    let id: number;
    beforeEach(async () => {
      place = await openTestDatabase(name);
      const { pid } = await buildMerchant(place.db);
      id = await buildAccount(place.db, pid);
      await accounts.saveSession(place.db, id, session('A', 'a'));
    });
    afterEach(() => place.close());
    const begin = () => accounts.openAccess(place.db, id);
    const stored = async () => (await begin()).session;

    test('the answer to an older session replaces no newer one', async () => {
      const [older, newer] = [await begin(), await begin()];
      await accounts.saveSession(place.db, id, session('B', 'b'), newer);
      await accounts.keepSession(place.db, id, session('A', 'a2'), older);
      expect(await stored()).toEqual(session('B', 'b'));
      // Whoever made it goes on with it.
      await accounts.keepSession(place.db, id, session('B', 'b2'), newer);
      expect(await stored()).toEqual(session('B', 'b2'));
    });

    test('two that changed different things: neither is lost', async () => {
      const [one, other] = [await begin(), await begin()];
      await Promise.all([
        accounts.keepSession(place.db, id, session('A2', 'a'), one),
        accounts.keepSession(place.db, id, session('A', 'a2'), other),
      ]);
      expect(await stored()).toEqual(session('A2', 'a2'));
    });

    test('a login counts whatever was kept since it began', async () => {
      const [login, call] = [await begin(), await begin()];
      await accounts.keepSession(place.db, id, session('A', 'a2'), call);
      await accounts.saveSession(place.db, id, session('B', 'b'), login);
      expect(await stored()).toEqual(session('B', 'b'));
    });

    test('what did not change is not written, and a change of the password ends all that was asked before', async () => {
      const asked = await begin();
      const { sessionSealed } = asked;
      await accounts.keepSession(place.db, id, session('A', 'a'), asked);
      expect((await begin()).sessionSealed).toBe(sessionSealed);
      await place
        .db('accounts')
        .where({ id })
        .update({ secrets_sealed: testVault.seal('{}'), session_sealed: null });
      await accounts.keepSession(place.db, id, session('A2'), asked);
      expect((await place.db('accounts').where({ id }).first())?.session_sealed).toBeNull();
    });

    test('a call whose session was lost does not call for a person who has just handed over another', async () => {
      const [call, handed] = [await begin(), await begin()];
      await accounts.saveSession(place.db, id, session('B'), handed);
      const why = { reason: words('x'), now: NOW };
      expect(await accounts.halt(place.db, id, 'needs_you', { asked: call, ...why })).toBe(false);
      expect(await accounts.halt(place.db, id, 'needs_you', { asked: handed, ...why })).toBe(true);
    });
  },
);
