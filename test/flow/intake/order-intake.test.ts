import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codes } from '../../../src/flow/accounts/index.ts';
import { type Accepted, OrderIntake } from '../../../src/flow/intake/index.ts';
import type { Merchant } from '../../../src/flow/merchants/index.ts';
import { type OrderTerms, orders } from '../../../src/flow/orders/index.ts';
import { openDatabase } from '../../../src/shared/db.ts';
import { kept } from '../../../src/shared/saying.ts';
import { TestClock } from '../../support/clock.ts';
import { databases, openTestDatabase, type TestDatabase } from '../../support/database.ts';
import {
  accountRepository,
  buildAccount,
  buildCode,
  buildMerchant,
  buildTerms,
  testRotation,
} from '../../support/factories.ts';

describe.each(databases.filter(({ available }) => available))('taking orders in on $name', ({ name }) => {
  const clock = new TestClock();
  let place: TestDatabase;
  let merchant: Merchant;
  let accountId: number;
  let intake: OrderIntake;

  beforeAll(async () => {
    place = await openTestDatabase(name);
  });
  afterAll(() => place.close());
  beforeEach(async () => {
    merchant = await buildMerchant(place.db);
    accountId = await buildAccount(place.db, merchant.pid);
    intake = new OrderIntake(place.db, testRotation, clock);
  });

  const submit = (terms: OrderTerms, through = intake): Promise<Accepted> =>
    through.submit({ merchant, terms, sitename: null, clientIp: null, device: null });

  const pairOf = async ({ tradeNo }: Accepted) => {
    const { placement } = await orders.getOrder(place.db, tradeNo);
    return `${placement?.codeId}/${placement?.payableFen}`;
  };

  test('200 at once for the same amount on 3 codes are 200 different (code, payable) pairs', async () => {
    for (let i = 0; i < 3; i++) await buildCode(place.db, accountId);
    const accepted = await Promise.all(Array.from({ length: 200 }, () => submit(buildTerms(merchant))));
    const pairs = await Promise.all(accepted.map(pairOf));
    expect(new Set(pairs).size).toBe(200);
    const payables = pairs.map((pair) => Number(pair.split('/')[1]));
    // By chance, but always from the nearest twenty that are free.
    expect(Math.max(...payables)).toBeLessThan(1000 + Math.ceil(200 / 3) + 20);
    expect(payables.filter((payable) => payable === 1000)).toHaveLength(3);
  });

  test('codes take turns: the least recently used is next, and each order remembers why', async () => {
    const ids = [await buildCode(place.db, accountId), await buildCode(place.db, accountId)];
    const taken: unknown[] = [];
    for (let i = 0; i < 4; i++) {
      const { tradeNo } = await submit(buildTerms(merchant));
      const order = await orders.getOrder(place.db, tradeNo);
      taken.push(order.placement?.codeId);
      expect(JSON.parse(order.placement?.why ?? '')).toMatchObject({
        rule: 'least_recently_used',
        turn: i + 1,
        of: 2,
      });
    }
    expect(taken).toEqual([ids[0], ids[1], ids[0], ids[1]]);
  });

  test('disabled codes, disabled accounts, stopped accounts and other pay types get nothing', async () => {
    const disabled = await buildCode(place.db, accountId);
    await codes.setCodeEnabled(place.db, disabled, false);
    await buildCode(place.db, accountId, { payTypes: ['alipay'] });
    const stopped = await buildAccount(place.db, merchant.pid);
    await buildCode(place.db, stopped);
    await accountRepository.setHealth(place.db, stopped, 'stopped', kept('密码错误'), 0);
    const off = await buildAccount(place.db, merchant.pid);
    await buildCode(place.db, off);
    await accountRepository.setEnabled(place.db, off, false);
    await expect(submit(buildTerms(merchant))).rejects.toMatchObject({ code: 'no_code' });
    await expect(submit(buildTerms(merchant, { requestedType: 'alipay' }))).resolves.toMatchObject({
      created: true,
    });
  });

  test('an account whose queries fail is only used when no healthy one is left', async () => {
    const failing = await buildCode(place.db, accountId);
    await accountRepository.setHealth(place.db, accountId, 'failing', kept('没有回答'), 0);
    const healthy = await buildCode(place.db, await buildAccount(place.db, merchant.pid));
    const codeOf = async () =>
      (await orders.getOrder(place.db, (await submit(buildTerms(merchant))).tradeNo)).placement?.codeId;
    expect([await codeOf(), await codeOf()]).toEqual([healthy, healthy]);
    await codes.setCodeEnabled(place.db, healthy, false);
    expect(await codeOf()).toBe(failing);
  });

  test('when every allowed amount of every code is taken, the answer is busy and nothing is written', async () => {
    merchant = await buildMerchant(place.db, { rules: { slotLimitFen: 2 } });
    const account = await buildAccount(place.db, merchant.pid);
    await buildCode(place.db, account);
    await buildCode(place.db, account);
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => submit(buildTerms(merchant))));
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(2);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'all_taken', status: 503 });
    const { count } =
      (await place.db('orders').where({ pid: merchant.pid }).count({ count: '*' }).first()) ?? {};
    expect(Number(count)).toBe(6);
  });

  test('the same number and terms, 50 at once, are one order with one slot', async () => {
    await buildCode(place.db, accountId);
    const terms = buildTerms(merchant);
    const accepted = await Promise.all(Array.from({ length: 50 }, () => submit({ ...terms })));
    expect(new Set(accepted.map(({ tradeNo }) => tradeNo)).size).toBe(1);
    expect(accepted.filter(({ created }) => created)).toHaveLength(1);
    expect(
      await place.db('amount_slots').where({ trade_no: accepted[0]?.tradeNo }).select('id'),
    ).toHaveLength(1);
  });

  test('the same number with other terms is refused, naming them; another merchant may use it', async () => {
    await buildCode(place.db, accountId);
    const terms = buildTerms(merchant);
    await submit(terms);
    await expect(
      submit({ ...buildTerms(merchant, { money: 999 }), outTradeNo: terms.outTradeNo }),
    ).rejects.toMatchObject({
      code: 'other_terms',
      fields: [{ field: 'money' }],
    });
    const other = await buildMerchant(place.db);
    await buildCode(place.db, await buildAccount(place.db, other.pid));
    const theirs = { ...terms, pid: other.pid };
    const accepted = await intake.submit({
      merchant: other,
      terms: theirs,
      sitename: null,
      clientIp: null,
      device: null,
    });
    expect(accepted.created).toBe(true);
  });

  test('in one batch, the first of two that differ wins and the other is refused', async () => {
    await buildCode(place.db, accountId);
    const terms = buildTerms(merchant);
    const [first, second] = await Promise.allSettled([submit(terms), submit({ ...terms, name: '别的' })]);
    expect(first.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'other_terms' } });
  });

  test('without a type it waits for the buyer: no code, no slot', async () => {
    await buildCode(place.db, accountId);
    const { tradeNo, accountId: account } = await submit(buildTerms(merchant, { requestedType: null }));
    expect(account).toBeNull();
    expect((await orders.getOrder(place.db, tradeNo)).placement).toBeNull();
    expect(await place.db('amount_slots').where({ trade_no: tradeNo })).toEqual([]);
  });

  if (name !== 'mysql') return;

  test('two processes on one database never give out the same turn or amount', async () => {
    for (let i = 0; i < 3; i++) await buildCode(place.db, accountId);
    const elsewhere = openDatabase(place);
    try {
      const other = new OrderIntake(elsewhere, testRotation, clock);
      const accepted = await Promise.all(
        Array.from({ length: 120 }, (_, i) => submit(buildTerms(merchant), i % 2 ? intake : other)),
      );
      const pairs = await Promise.all(accepted.map(pairOf));
      expect(new Set(pairs).size).toBe(120);
      const turns = await Promise.all(
        accepted.map(
          async ({ tradeNo }) =>
            JSON.parse((await orders.getOrder(place.db, tradeNo)).placement?.why ?? '').turn,
        ),
      );
      expect(new Set(turns).size).toBe(120);
    } finally {
      await elsewhere.destroy();
    }
  });

  test('two processes with the same number at the same moment make one order', async () => {
    await buildCode(place.db, accountId);
    const elsewhere = openDatabase(place);
    try {
      const other = new OrderIntake(elsewhere, testRotation, clock);
      for (let i = 0; i < 20; i++) {
        const terms = buildTerms(merchant, { money: 2000 + 200 * i });
        const [here, there] = await Promise.all([submit(terms), submit({ ...terms }, other)]);
        expect(here.tradeNo).toBe(there.tradeNo);
        expect([here.created, there.created].filter(Boolean)).toHaveLength(1);
      }
    } finally {
      await elsewhere.destroy();
    }
  });
});
