import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Receipt, receipts } from '../../src/flow/receipts/index.ts';
import { assignByHand } from '../../src/flow/settlement/index.ts';
import { HOUR, MINUTE, SECOND } from '../../src/shared/clock.ts';
import { fen } from '../../src/shared/money.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { actorNamed } from '../support/actors.ts';
import { databases } from '../support/database.ts';
import { startForwarder } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

/* What slept tells on waking what was paid meanwhile, with the time of telling: an old payment must not pay a young order. */
describe.each(databases.filter(({ available }) => available))('told on waking, on $name', ({ name }) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(name, {
      terminals: [],
      rules: { orderLifetimeMs: 5 * MINUTE, graceMs: 5 * MINUTE },
    });
  });
  afterAll(() => app.stop());

  const find = (accountId: number, money: string): Promise<Receipt[]> =>
    receipts.listReceipts(app.place.db, { accountId, amountFen: fen(Math.round(Number(money) * 100)) }, 20);
  const state = async ({ tradeNo }: { tradeNo: string }) => (await app.find(tradeNo)).state;
  /** One account at a time takes the orders. */
  const alone = async (login: string) => {
    app.clock.advance(10 * MINUTE);
    await app.place.db('accounts').update({ enabled: false });
    return startForwarder(app, login);
  };
  const passes = async (ms: number) => {
    app.clock.advance(ms);
    await app.tick();
    await app.house.scheduler()?.run('release-slots');
  };

  describe('a PC that sends no heartbeats', () => {
    /** A PC slept while its phone told a payment of this price; hours later an order of it waits. */
    async function sleptThrough(login: string, money: string) {
      const phone = await alone(login);
      await phone.heartbeat();
      await phone.pushPc('7.77');
      app.clock.advance(MINUTE);
      const older = await app.order({ money });
      await phone.push({ msg: `个人收款码到账¥${payableOf(older)}` });
      await app.tick();
      expect(await state(older)).toBe('paid');
      app.clock.advance(3 * HOUR);
      await phone.stayAwake(3 * MINUTE);
      await passes(0);
      const younger = await app.order({ money });
      expect(payableOf(younger)).toBe(money);
      return { phone, younger };
    }

    test('beside a phone that told it: the PC tells it hours later as new, and no younger order has it', async () => {
      const { phone, younger } = await sleptThrough('手机和电脑', '30.00');
      await phone.pushPc('30.00');
      await app.tick();
      expect(await state(younger)).toBe('pending');
      const [doubt] = await find(phone.accountId, '30.00');
      expect(doubt).toMatchObject({ state: 'unmatched', reason: 'far_apart' });
      // Whoever comes now has another amount, which the phone's word settles at once.
      const next = await app.order({ money: '30.00' });
      await phone.stayAwake(30 * SECOND);
      await phone.push({ msg: `个人收款码到账¥${payableOf(next)}` });
      await phone.pushPc(payableOf(next));
      await app.tick();
      expect(await state(next)).toBe('paid');
      expect(await find(phone.accountId, payableOf(next))).toMatchObject([{ state: 'used' }]);
    });

    test('sent twice, the first time in a second with another one: what waits for a person vouches for nothing', async () => {
      const { phone, younger } = await sleptThrough('同一秒', '34.00');
      await phone.pushPc('7.78');
      await phone.pushPc('34.00');
      expect((await find(phone.accountId, '34.00'))[0]).toMatchObject({ reason: 'same_second' });
      app.clock.advance(2 * SECOND);
      await phone.pushPc('34.00');
      await app.tick();
      expect(await state(younger)).toBe('pending');
      expect((await find(phone.accountId, '34.00'))[0]).toMatchObject({ reason: 'far_apart' });
    });

    test('a new one beside a phone that told it: what it finds in its window is no younger order’s', async () => {
      const phone = await alone('新电脑');
      await phone.heartbeat();
      const older = await app.order({ money: '37.00' });
      await phone.push({ msg: `个人收款码到账¥${payableOf(older)}` });
      await app.tick();
      expect(await state(older)).toBe('paid');
      app.clock.advance(HOUR);
      await phone.stayAwake(3 * MINUTE);
      await passes(0);
      const younger = await app.order({ money: '37.00' });
      await phone.pushPc(payableOf(older));
      await app.tick();
      expect(payableOf(younger)).toBe(payableOf(older));
      expect(await state(younger)).toBe('pending');
    });

    test.each([
      { beats: true, hours: 9 },
      { beats: false, hours: 9 },
      { beats: true, hours: 50 },
      { beats: false, hours: 50 },
    ])(
      'awake, and a second before a phone (heartbeats $beats) after $hours h: the first sale of a price that it slept through is paid at once',
      async ({ beats, hours }) => {
        const phone = await alone(`早上 ${beats} ${hours}`);
        const money = `${40 + hours / 10 + (beats ? 1 : 0)}0`;
        const lives = (ms: number) => (beats ? phone.stayAwake(ms) : passes(ms));
        if (beats) await phone.heartbeat();
        await phone.pushPc('7.77');
        app.clock.advance(MINUTE);
        const older = await app.order({ money });
        await phone.push({ msg: `个人收款码到账¥${payableOf(older)}` });
        await app.tick();
        expect(await state(older)).toBe('paid');
        app.clock.advance(hours * HOUR);
        if (beats) await phone.heartbeat();
        await lives(10 * MINUTE);
        await passes(0);
        const younger = await app.order({ money });
        expect(payableOf(younger)).toBe(payableOf(older));
        await lives(20 * SECOND);
        await phone.pushPc(payableOf(younger));
        app.clock.advance(SECOND);
        await phone.push({ msg: `个人收款码到账¥${payableOf(younger)}` });
        await app.tick();
        expect(await find(phone.accountId, payableOf(younger))).toMatchObject([
          { state: 'used' },
          { state: 'used' },
        ]);
        expect(await state(younger)).toBe('paid');
      },
    );

    test('beside a phone, after a weekend', async () => {
      const phone = await alone('周末');
      await phone.heartbeat();
      await phone.pushPc('7.77');
      app.clock.advance(MINUTE);
      const older = await app.order({ money: '31.00' });
      await phone.push({ msg: `个人收款码到账¥${payableOf(older)}` });
      await app.tick();
      app.clock.advance(50 * HOUR);
      await phone.heartbeat();
      await phone.stayAwake(3 * MINUTE);
      await passes(0);
      const younger = await app.order({ money: '31.00' });
      await phone.pushPc('31.00');
      await app.tick();
      expect(await state(younger)).toBe('pending');
      expect(await find(phone.accountId, '31.00')).toMatchObject([
        { state: 'unmatched', reason: 'away_too_long' },
        { state: 'used' },
      ]);
    });

    test('alone: what an order of that time may be waiting for is no younger one’s', async () => {
      const { pushPc, accountId } = await alone('只有电脑');
      await pushPc('7.77');
      await passes(2 * HOUR);
      // More than stay taken meanwhile.
      for (let each = 0; each < 5; each++) await app.order({ money: '32.00' });
      const older = await app.order({ money: '32.00' });
      await passes(20 * MINUTE);
      const younger = await app.order({ money: payableOf(older) });
      expect(payableOf(younger)).toBe(payableOf(older));
      await pushPc(payableOf(older));
      await app.tick();
      expect(await state(older)).toBe('expired');
      expect(await state(younger)).toBe('pending');
      const [receipt] = await find(accountId, payableOf(older));
      expect(receipt).toMatchObject({ state: 'unmatched', reason: 'phone_away' });
      expect(JSON.parse(receipt?.why ?? '').fits.sort()).toEqual([older.tradeNo, younger.tradeNo].sort());
    });

    test('alone, a V免签 app that never sent a heartbeat: so too', async () => {
      const { accountId } = await alone('只有 V免签');
      // Only this account's code takes orders, so that the app's word can be of no other one's.
      const appPush = async (price: string) => {
        app.clock.advance(1);
        const params = { t: String(app.clock.now()), type: '1', price };
        const sign = vmqSign('appPush', params, app.merchant.key);
        const answer = await fetch(`${app.url}/appPush?${new URLSearchParams({ ...params, sign })}`);
        expect(await answer.json()).toMatchObject({ code: 1 });
      };
      await appPush('7.78');
      await passes(2 * HOUR);
      for (let each = 0; each < 5; each++) await app.order({ money: '36.00' });
      const older = await app.order({ money: '36.00' });
      await passes(20 * MINUTE);
      const younger = await app.order({ money: payableOf(older) });
      expect(payableOf(younger)).toBe(payableOf(older));
      await appPush(payableOf(older));
      // Phones of other accounts that the app may mean, which were heard today, have the time to tell.
      await app.tick(11 * SECOND);
      expect(await state(younger)).toBe('pending');
      expect(await find(accountId, payableOf(older))).toMatchObject([
        { state: 'unmatched', reason: 'phone_away' },
      ]);
    });

    test('alone, in a quiet shop: the price itself waits until the PC was heard, so that what is paid settles at once', async () => {
      const { pushPc } = await alone('清静的店');
      await pushPc('7.77');
      await passes(2 * HOUR);
      const abandoned = await app.order({ money: '33.00' });
      expect(payableOf(abandoned)).toBe('33.00');
      for (let each = 0; each < 10; each++) await passes(9 * MINUTE);
      const order = await app.order({ money: '33.00' });
      expect(payableOf(order)).not.toBe('33.00');
      app.clock.advance(MINUTE);
      await pushPc(payableOf(order));
      await app.tick();
      expect(await state(order)).toBe('paid');
      // Heard, and soon the price is anybody's again.
      await passes(MINUTE);
      await passes(6 * MINUTE);
      const next = await app.order({ money: '33.00' });
      expect(payableOf(next)).toBe('33.00');
      await passes(MINUTE);
      await pushPc('33.00');
      await app.tick();
      expect(await state(next)).toBe('paid');
    });

    test('after a day the price is free though nobody was heard', async () => {
      const { pushPc } = await alone('一天没人');
      await pushPc('7.77');
      await passes(HOUR);
      await app.order({ money: '34.00' });
      await passes(25 * HOUR);
      await passes(6 * MINUTE);
      expect(payableOf(await app.order({ money: '34.00' }))).toBe('34.00');
    });
  });

  test('a phone without heartbeats, whose text has a time of its own, tells an old payment of its own time', async () => {
    const phone = await alone('没有心跳');
    await phone.push({ msg: '个人收款码到账¥7.77' });
    await passes(HOUR);
    const older = await app.order({ money: '35.00' });
    app.clock.advance(MINUTE);
    const receivedAt = app.clock.now();
    await passes(2 * HOUR + 7 * MINUTE);
    const younger = await app.order({ money: '35.00' });
    await phone.push({ msg: `个人收款码到账¥${payableOf(older)}`, receivedAt });
    await app.tick();
    expect(await state(older)).toBe('paid');
    expect(await state(younger)).toBe('pending');
  });

  test('a phone with heartbeats, back after long: the very price may have been paid at the counter, an amount of its own was not', async () => {
    const phone = await alone('离线很久');
    await phone.stayAwake(3 * MINUTE);
    await passes(40 * MINUTE);
    await phone.heartbeat();
    await app.house.scheduler()?.run('watch-listeners');
    const round = await app.order({ money: '36.00' });
    const own = await app.order({ money: '36.00' });
    expect([payableOf(round), payableOf(own) === '36.00']).toEqual(['36.00', false]);
    app.clock.advance(20 * SECOND);
    await phone.push({ msg: '个人收款码到账¥36.00' });
    await phone.push({ msg: `个人收款码到账¥${payableOf(own)}` });
    await app.tick();
    expect(await state(round)).toBe('pending');
    expect(await state(own)).toBe('paid');
    expect(await find(phone.accountId, '36.00')).toMatchObject([
      { state: 'unmatched', reason: 'phone_away' },
    ]);
  });

  test('our clock is set back, into the time of an order whose amount another one has since: a person decides', async () => {
    const phone = await alone('校时');
    await phone.heartbeat();
    const older = await app.order({ money: '61.00' });
    await phone.stayAwake(11 * MINUTE);
    await passes(0);
    const younger = await app.order({ money: '61.00' });
    expect(payableOf(younger)).toBe(payableOf(older));
    app.clock.advance(-2 * MINUTE);
    await phone.heartbeat();
    await phone.push({ msg: `个人收款码到账¥${payableOf(younger)}` });
    await app.tick();
    expect([await state(older), await state(younger)]).toEqual(['expired', 'pending']);
    const [kept] = await find(phone.accountId, '61.00');
    expect(kept).toMatchObject({ state: 'unmatched', reason: 'ambiguous' });
    await assignByHand(app.services.settlement, kept?.id ?? 0, younger.tradeNo, actorNamed('owner'));
    expect(await state(younger)).toBe('paid');
  });
});
