import { describe, expect, test } from 'vitest';
import { orders } from '../../src/flow/orders/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { type ChildHouse, type Stage, setStage } from '../support/child-house.ts';
import { databases } from '../support/database.ts';
import { until } from '../support/until.ts';

const SHIFTED = new URL('../support/shifted-clock.mjs', import.meta.url).href;

/** The real product is killed with SIGKILL around a login, and started again on the same database a minute later. */
describe.each(databases.filter(({ available }) => available))(
  'killed around a login, on $name',
  ({ name }) => {
    async function play(call: 'login' | 'query', logins: number): Promise<void> {
      const stage = await setStage(name, { rules: { orderLifetimeMs: 20 * MINUTE } });
      try {
        stage.simulator.faults.failNext(1, 'hang', call);
        const first = await start(stage, 0);
        const tradeNo = await submit(stage, first);
        await until(`the ${call} is under way`, async () => stage.simulator.requests.count(call) === 1);
        first.process.kill('SIGKILL');
        await first.ended;
        const order = await orders.getOrder(stage.place.db, tradeNo);
        stage.simulator.pay({
          terminal: 'T-1',
          amountFen: order.placement?.payableFen ?? 0,
          payType: 'wxpay',
          paidAt: Date.now() + 2 * SECOND,
        });
        const second = await start(stage, MINUTE);
        const isPaid = async () => (await orders.getOrder(stage.place.db, tradeNo)).state === 'paid';
        await until('the order is paid', isPaid, 60 * SECOND);
        expect(stage.simulator.requests.count('login')).toBe(logins);
        await second.stop();
      } finally {
        await stage.close();
      }
    }

    test('right after it: the session was kept, and no other login is made', () => play('query', 1), 120_000);

    test(
      'in the middle of it: there is one more, as soon as nothing of the first can be under way',
      () => play('login', 2),
      120_000,
    );
  },
);

function start(stage: Stage, offset: number): Promise<ChildHouse> {
  return stage.start({ preload: SHIFTED, env: { CLOCK_OFFSET_MS: String(offset) } });
}

async function submit(stage: Stage, house: ChildHouse): Promise<string> {
  const body = new URLSearchParams(stage.form({ money: '70.00' }));
  const answer = await fetch(`${house.url}/mapi.php`, { method: 'POST', body });
  return ((await answer.json()) as { trade_no: string }).trade_no;
}
