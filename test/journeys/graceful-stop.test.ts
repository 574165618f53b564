import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, test } from 'vitest';
import { notifications } from '../../src/flow/notifications/index.ts';
import { type Order, orders } from '../../src/flow/orders/index.ts';
import { MINUTE } from '../../src/shared/clock.ts';
import { type ChildHouse, type Stage, setStage, startChildHouse } from '../support/child-house.ts';
import { databases, openTestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

/** How the product ends when it is told to, as a process by the real clock. */
describe.each(databases.filter(({ available }) => available))('stopping on $name', ({ name }) => {
  test('SIGTERM in the middle of a request, a query, a delivery and an event stream: the first three complete, the stream ends, exit code 0', async () => {
    const stage = await setStage(name, { rules: { orderLifetimeMs: 60 * MINUTE } });
    try {
      const house = await stage.start();
      const first = await order(stage, house, '11.00');
      const second = await order(stage, house, '12.00');

      // The delivery: the shop takes its time.
      stage.shop.answer = { delayMs: 3_000 };
      pay(stage, first);
      await until('the shop is being called', () => stage.shop.received.length === 1);
      // The query: the platform takes its time, and will tell of the second payment.
      stage.simulator.faults.delayMs = 2_500;
      pay(stage, second);
      const asked = stage.simulator.requests.count('query');
      await until('the platform is being asked', () => stage.simulator.requests.count('query') > asked);
      // The event stream, and a request of which half is sent.
      const stream = await openStream(house, second);
      const request = await beginRequest(
        house,
        new URLSearchParams(stage.form({ money: '13.00' })).toString(),
      );
      await until('the house has seen half of the request', async () => request.isHeld());

      const begun = performance.now();
      house.process.kill('SIGTERM');
      await until('it says so', () => house.lines().some(({ msg }) => msg === 'stopping'));
      await stream.ended;
      expect(performance.now() - begun, 'the stream ends at once').toBeLessThan(1_500);
      expect((await notifications.findNotification(stage.place.db, first.tradeNo))?.state).toBe('queued');

      const answer = await request.finish();
      expect(answer).toMatch(/^HTTP\/1\.1 200 /);
      const { code, trade_no } = JSON.parse(answer.slice(answer.indexOf('{')));
      expect(code).toBe(1);
      expect(await orders.findOrder(stage.place.db, trade_no)).toMatchObject({ state: 'pending' });
      await expect(fetch(`${house.url}/healthz`)).rejects.toThrow();

      expect(await house.ended).toEqual({ code: 0, signal: null });
      expect(performance.now() - begun).toBeLessThan(15_000);
      for (const { tradeNo } of [first, second]) {
        expect(await orders.getOrder(stage.place.db, tradeNo)).toMatchObject({ state: 'paid' });
        const [attempt, ...more] = await notifications.listAttempts(stage.place.db, tradeNo);
        expect(attempt).toMatchObject({ number: 1, outcome: 'acknowledged' });
        expect(more).toEqual([]);
      }
      expect(stage.shop.received).toHaveLength(2);
      expect(house.lines().at(-1)).toMatchObject({ msg: 'stopped' });
      expect(house.lines().filter(({ level }) => Number(level) >= 50)).toEqual([]);
      const polls = await stage.place.db('account_polls').select();
      expect(polls).toMatchObject([{ lease_owner: null }]);
    } finally {
      await stage.close();
    }
  }, 60_000);

  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s with nothing under way but idle connections: exit code 0 at once',
    async (signal) => {
      const stage = await setStage(name);
      try {
        const house = await stage.start();
        // fetch keeps its connection open for the next request.
        expect((await fetch(`${house.url}/healthz`)).status).toBe(200);
        const begun = performance.now();
        house.process.kill(signal);
        expect(await house.ended).toEqual({ code: 0, signal: null });
        expect(performance.now() - begun).toBeLessThan(4_000);
      } finally {
        await stage.close();
      }
    },
  );

  test('a second SIGTERM does not wait for a client that never finishes its request', async () => {
    const stage = await setStage(name);
    try {
      const house = await stage.start();
      const request = await beginRequest(house, 'pid=1000');
      await until('the house has seen half of the request', async () => request.isHeld());
      house.process.kill('SIGTERM');
      await until('it says so', () => house.lines().some(({ msg }) => msg === 'stopping'));
      house.process.kill('SIGTERM');
      expect(await house.ended).toEqual({ code: 1, signal: null });
    } finally {
      await stage.close();
    }
  });

  test('before it is installed: exit code 0, too', async () => {
    const place = await openTestDatabase(name, { migrated: false });
    const house = await startChildHouse(place);
    expect((await fetch(`${house.url}/install`)).status).toBe(200);
    expect(await house.stop()).toEqual({ code: 0, signal: null });
    await place.close();
  });
});

async function order(stage: Stage, house: ChildHouse, money: string): Promise<Order> {
  const body = new URLSearchParams(stage.form({ money }));
  const answer = await fetch(`${house.url}/mapi.php`, { method: 'POST', body });
  const { trade_no } = (await answer.json()) as { trade_no: string };
  return orders.getOrder(stage.place.db, trade_no);
}

function pay({ simulator }: Stage, { placement }: Order): void {
  if (!placement) throw new Error('the order has no code');
  const { terminal, payType, payableFen } = placement;
  simulator.pay({ terminal, payType, amountFen: payableFen });
}

/** An open event stream; `ended` resolves when the server has ended it properly. */
async function openStream(house: ChildHouse, { tradeNo }: Order) {
  const answer = await fetch(`${house.url}/Pay/console/${tradeNo}/events`);
  const reader = answer.body?.getReader();
  if (!reader) throw new Error('the stream has no body');
  const first = new TextDecoder().decode((await reader.read()).value);
  expect(first).toContain('retry');
  const ended = (async () => {
    while (!(await reader.read()).done);
  })();
  return { ended };
}

/** A POST to mapi.php of which half has been sent, on a connection that would stay open. */
async function beginRequest(house: ChildHouse, body: string) {
  const socket = connect(Number(new URL(house.url).port), '127.0.0.1');
  await once(socket, 'connect');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('error', () => {});
  // The server answers 100 as soon as it has read the head: from then on it holds the request.
  socket.write(
    `POST /mapi.php HTTP/1.1\r\nHost: ${new URL(house.url).host}\r\nExpect: 100-continue\r\n` +
      `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`,
  );
  return {
    isHeld: () => text.startsWith('HTTP/1.1 100 '),
    async finish(): Promise<string> {
      text = '';
      socket.write(body.slice(0, 10));
      socket.write(body.slice(10));
      await until('the answer is complete', () => text.trimEnd().endsWith('}'));
      return text;
    },
  };
}
