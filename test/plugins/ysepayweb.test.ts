import { describe, expect, onTestFinished, test } from 'vitest';
import ysepayweb from '../../plugins/ysepayweb/index.ts';
import { handedToken } from '../../plugins/ysepayweb/session.ts';
import { readHanded } from '../../src/plugin-host/read-handed.ts';
import { startContractYsepay } from '../simulators/ysepay/contract.ts';
import { chinaText, startYsepaySimulator, type YsepaySimulator } from '../simulators/ysepay/simulator.ts';
import { ContractRoom } from './contract.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function setUp(changes: Record<string, string> = {}) {
  let simulator: YsepaySimulator | null = null;
  const room = await ContractRoom.open({
    platform: ysepayweb,
    async start(now) {
      const contract = await startContractYsepay(now);
      const own = await startYsepaySimulator(now);
      simulator = own;
      const settings = { ...contract.settings, base_url: own.url, ...changes };
      const close = async () => void (await Promise.all([contract.close(), own.close()]));
      return { ...contract, settings, close };
    },
  });
  onTestFinished(() => room.close());
  const till = simulator as unknown as YsepaySimulator;
  return {
    ...{ room, till },
    async enter() {
      const asked = await room.login();
      if (asked.step !== 'ask') throw new Error('it did not ask');
      expect(asked.ask.picture).toMatch(/^data:image\/png;base64,/);
      return room.answer(till.newestPicture(), asked.memo);
    },
    handOver: () => room.handOver(till.newSession()),
  };
}

describe('小Y经营 (back end)', () => {
  test('the list is asked as its page asks it: what isn’t chosen is sent empty, times by China’s clock', async () => {
    const { room, till, enter } = await setUp();
    await enter();
    await room.fetch({ from: Date.UTC(2026, 1, 28, 15, 59), to: Date.UTC(2026, 1, 28, 16, 1) });
    expect(Object.fromEntries(till.asked ?? [])).toEqual({
      ...{ storeNo: '', bizType: '3', payType: '', orderStatus: '3', trmNo: '', operatorUser: '' },
      ...{
        codeBoardCode: '',
        pageSize: '10',
        pageNo: '1',
        orderNo: '',
        time: expect.stringMatching(/^\d{13}$/),
      },
      ...{ queryStartTime: '2026-02-28 23:59:00', queryEndTime: '2026-03-01 00:01:01' },
    });
  });

  test('a misread picture, or a wrong password: it can’t be told which, so both are said and nobody tries again', async () => {
    const { room, till } = await setUp();
    const asked = await room.login();
    if (asked.step !== 'ask') throw new Error('it did not ask');
    const { kind, fields, words } = await room.failure(room.answer('nope', asked.memo));
    expect([kind, fields]).toEqual(['wrongPassword', ['username', 'password']]);
    expect(words.zh).toContain('图中字符看错了');
    expect(till.requests.logins).toBe(1);
    // A picture is good for one try.
    expect((await room.failure(room.answer(till.newestPicture(), asked.memo))).kind).toBe('wrongPassword');
  });

  test('without a password only a session of the owner’s browser gets in', async () => {
    const { room, till, handOver } = await setUp({ password: '' });
    expect((await room.failure(room.login())).kind).toBe('needsPerson');
    expect((await room.failure(room.fetch())).words.zh).toContain('本人登录');
    expect(till.requests).toEqual({ logins: 0, lists: 0 });
    const paid = till.add({}, room.clock.now);
    await handOver();
    expect((await room.fetch()).receipts.map(({ externalId }) => externalId)).toEqual([paid]);
  });

  test('a session by cookies alone is as good as a token', async () => {
    const { room, till } = await setUp();
    await room.handOver(
      `curl '${till.url}/saas_merchant_management/order/info' -b 'SESSION=${till.newSession()}'`,
    );
    const paid = till.add({}, room.clock.now);
    expect((await room.fetch()).receipts.map(({ externalId }) => externalId)).toEqual([paid]);
  });

  test.each([
    [`curl 'https://xym.ysepay.com/x' -H 'token: abc-123-def'`, 'abc-123-def'],
    ['abc-123-def', 'abc-123-def'],
    [`curl 'https://xym.ysepay.com/x' -b 'SESSION=abc'`, null],
    ['SESSION=abc; other=def', null],
    ['不是令牌', null],
    ['two words', null],
  ])('the token in %s', (pasted, token) => {
    const handed = readHanded(pasted);
    expect(handed && handedToken(handed)).toBe(token);
  });

  test('the time’s name is not known: nothing is used until the owner tells it, out of his own records', async () => {
    const { room, till, handOver } = await setUp({ time_field: '' });
    await handOver();
    expect((await room.fetch()).receipts).toEqual([]);
    till.add({ createTime: '20260301075900', mobile: '13800000000' }, room.clock.now);
    const { kind, words } = await room.failure(room.fetch());
    expect(kind).toBe('needsPerson');
    expect(words.zh).toContain('createTime 20260301075900');
    expect(words.zh).toContain(`finishTime ${chinaText(room.clock.now)}`);
    expect(words.zh).not.toContain('13800000000');
    expect((await room.failure(room.recent())).words.en).toContain('finishTime');
  });

  test('a time of another zone, or of something else than the payment, is never believed', async () => {
    const { room, till, handOver } = await setUp();
    await handOver();
    const { now } = room.clock;
    till.add({ finishTime: chinaText(now - 8 * HOUR) }, now);
    till.add({ finishTime: chinaText(now + 8 * HOUR) }, now);
    till.add({ finishTime: '2026-03-01' }, now);
    till.add({ finishTime: '2026-02-31 08:00:00' }, now);
    till.add({ finishTime: undefined }, now);
    const good = till.add({ finishTime: String(now) }, now);
    const { receipts, dropped } = await room.fetch({ from: now - 5 * MINUTE, to: now + MINUTE });
    expect(receipts.map(({ externalId }) => externalId)).toEqual([good]);
    expect(dropped.map(({ problem }) => problem.includes('outside'))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  test.each(['1.005', '100.0', '0', '-100', '', '1e3', ' ', null, true, [100], 99.5, '999999999999999'])(
    'an amount of %j cents is none',
    async (payedAmt) => {
      const { room, till, handOver } = await setUp();
      await handOver();
      till.add({ payedAmt }, room.clock.now);
      const { receipts, dropped } = await room.fetch();
      expect(receipts).toEqual([]);
      expect(dropped[0]?.problem).toContain('payedAmt');
    },
  );

  test('one number for two payments is no number: the second is dropped, not paid twice', async () => {
    const { room, till, handOver } = await setUp();
    await handOver();
    till.add({ orderNo: 'SAME', payedAmt: 100 }, room.clock.now);
    till.add({ orderNo: 'SAME', payedAmt: 200 }, room.clock.now);
    const { receipts, dropped } = await room.fetch();
    expect(receipts).toHaveLength(1);
    expect(dropped).toHaveLength(1);
  });

  test('payments of another login are not seen', async () => {
    const { room, till, handOver } = await setUp();
    till.addLogin({ loginName: 'other', password: 'x' });
    till.add({}, room.clock.now, 'other');
    await handOver();
    expect((await room.fetch()).receipts).toEqual([]);
  });

  test('its app may tell beside the back end, in the words of the platform that is told by it alone', () => {
    expect(ysepayweb.told?.textRules.rules.map(({ id, texts }) => [id, texts[0]])).toEqual([
      ['ysepayweb-plate', '立牌快付收款 {amount}元'],
    ]);
  });
});
