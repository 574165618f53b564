import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { listPolls } from '../../src/flow/listening/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { kept, say, saying } from '../../src/shared/saying.ts';
import { startKeyed } from '../plugins/till/keyed.ts';
import { startTill } from '../plugins/till/simulator.ts';
import { type DatabaseKind, databases } from '../support/database.ts';
import { startPluginHouse } from '../support/plugin-house.ts';

const pluginsDir = fileURLToPath(new URL('../plugins/folder/', import.meta.url));

const start = (kind: DatabaseKind) =>
  startPluginHouse(kind, { pluginsDir, platform: 'till', simulator: startTill, secrets: ['password'] });

type House = Awaited<ReturnType<typeof start>>;

async function tickFor(house: House, ms: number): Promise<void> {
  for (let gone = 0; gone < ms; gone += 20 * SECOND) await house.tick(20 * SECOND);
}

describe.each(databases)('what a platform’s failure does to its account, on $name', ({ name, available }) => {
  describe.skipIf(!available)('', () => {
    test('needsPerson: the account needs its owner, is hardly asked, and goes on once he logged in', async () => {
      const house = await start(name);
      house.simulator.challenge?.on();
      const order = await house.order();
      house.simulator.pay({ amountFen: order.placement?.payableFen ?? 0 });
      await house.tick(4 * SECOND);
      const waiting = await house.account();
      expect(waiting.health).toBe('needs_you');
      expect(say('zh', waiting.healthReason ?? kept(''))).toContain('本人');
      expect(say('en', waiting.healthReason ?? kept(''))).toContain('needs you');
      const { logins } = house.simulator.requests();
      await tickFor(house, 3 * MINUTE);
      expect(house.simulator.requests().logins).toBe(logins);

      const begun = await house.services.logins.begin(await house.account());
      expect(begun).toMatchObject({ ok: false, ask: { picture: expect.stringMatching(/^data:image\/png/) } });
      const text = house.simulator.challenge?.answer() ?? '';
      const done = await house.services.logins.answer(await house.account(), begun.ask?.id ?? '', text);
      expect(done).toEqual({ ok: true, problem: null, ask: null });
      expect(await house.account()).toMatchObject({ health: 'ok', healthReason: null });
      await house.tick(4 * SECOND);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
    });

    test('a picture is answered once, within two minutes, and by nobody who answers another one', async () => {
      const house = await start(name);
      const { logins } = house.services;
      house.simulator.challenge?.on();
      const account = await house.account();
      const read = () => house.simulator.challenge?.answer() ?? '';

      const first = await logins.begin(account);
      await logins.answer(account, 'another', read());
      expect(await logins.answer(account, first.ask?.id ?? '', read())).toMatchObject({ ok: false });

      const second = await logins.begin(account);
      house.clock.advance(2 * MINUTE + 1);
      expect(logins.openAsk(account.id)).toBeNull();
      expect(await logins.answer(account, second.ask?.id ?? '', read())).toMatchObject({
        ok: false,
        problem: saying('platform.pictureOver'),
      });

      const third = await logins.begin(account);
      expect(await logins.answer(account, third.ask?.id ?? '', 'wrong')).toMatchObject({
        ok: false,
        ask: { id: expect.any(String) },
      });
      expect(await logins.answer(account, third.ask?.id ?? '', read())).toMatchObject({ ok: false });
    });

    test('a session that the owner hands over: cookies and all are kept, sealed, and used', async () => {
      const house = await start(name);
      const { handOver } = house.simulator;
      const refused = await house.services.logins.handOver(await house.account(), handOver?.bad ?? '');
      expect(refused).toMatchObject({
        ok: false,
        problem: { with: { text: { en: 'This session is over' } } },
      });
      expect((await house.account()).health).toBe('ok');
      const pasted = handOver?.good() ?? '';
      expect(await house.services.logins.handOver(await house.account(), pasted)).toMatchObject({ ok: true });
      const row = await house.db('accounts').where({ id: house.accountId }).first('session_sealed');
      const secret = house.simulator.secrets().at(-1) ?? 'none';
      expect(String(row.session_sealed)).not.toContain(secret);
      const order = await house.order();
      await house.pay(order);
      await house.tick(4 * SECOND);
      expect((await house.find(order.tradeNo)).state).toBe('paid');
      expect(house.simulator.requests().logins).toBe(0);
      expect(house.log.text()).not.toContain(secret);
    });

    test('tooFast: it is left alone for as long as it wants, and not shown as stopped', async () => {
      const house = await start(name);
      await house.order();
      await house.tick(4 * SECOND);
      house.simulator.fail('tooFast');
      await house.tick(4 * SECOND);
      const { lists } = house.simulator.requests();
      const poll = (await listPolls(house.db, [house.accountId])).get(house.accountId);
      expect((poll?.restUntil ?? 0) - house.clock.now()).toBe(90 * SECOND);
      house.simulator.fail(null);
      await tickFor(house, 80 * SECOND);
      expect(house.simulator.requests().lists).toBe(lists);
      await house.tick(20 * SECOND);
      expect(house.simulator.requests().lists).toBe(lists + 1);
      expect((await house.account()).health).toBe('ok');
    });

    test('wrongPassword and blocked stop the account: it is asked no more', async () => {
      const house = await start(name);
      await house.order();
      await house.tick(4 * SECOND);
      // Let in and not known again: one time may be of the moment.
      house.simulator.fail('sessionGone');
      await house.tick(4 * SECOND);
      expect((await house.account()).health).toBe('ok');
      await tickFor(house, 3 * MINUTE);
      expect((await house.account()).health).toBe('stopped');
      house.simulator.fail(null);
      const before = house.simulator.requests();
      await tickFor(house, 2 * MINUTE);
      expect(house.simulator.requests()).toEqual(before);
    });

    test('a reference names the order: it is paid though an older one may be told again; one that names another pays nobody', async () => {
      const house = await startPluginHouse(name, {
        ...{ pluginsDir, platform: 'keyed', simulator: startKeyed, secrets: ['api_key'] },
      });
      const [one, two] = [await house.order({ type: 'alipay' }), await house.order({ type: 'alipay' })];
      const amountFen = one.placement?.payableFen ?? 0;
      house.simulator.pay({ amountFen, reference: `请勿添加备注-${two.tradeNo}` });
      await house.tick(4 * SECOND);
      expect((await house.find(one.tradeNo)).state).toBe('pending');
      expect((await house.find(two.tradeNo)).state).toBe('pending');
      const [unmatched] = await house.db('receipts').where({ account_id: house.accountId });
      expect(unmatched).toMatchObject({ state: 'unmatched', reason: 'other_reference' });
      expect(unmatched.reference).toContain(two.tradeNo);

      house.simulator.pay({ amountFen, reference: one.tradeNo });
      house.simulator.pay({ amountFen: two.placement?.payableFen ?? 0, reference: '奶茶' });
      await house.tick(4 * SECOND);
      expect((await house.find(one.tradeNo)).state).toBe('paid');
      expect((await house.find(two.tradeNo)).state).toBe('paid');
    });
  });
});
