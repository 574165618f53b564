import { randomInt } from 'node:crypto';
import autocannon from 'autocannon';
import type { LoadJob, LoadResult } from './load-job.ts';
import { orderForm } from './order-forms.ts';

/** The load generator: a process of its own, so that it takes no time from the measured ones. One job at a time. */
process.on('message', (job: LoadJob) => {
  work(job).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
process.on('disconnect', () => process.exit(0));

async function work(job: LoadJob): Promise<LoadResult> {
  const { url, connections, seconds } = job;
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    timeout: 20,
    ...(job.kind === 'get' ? { requests: getRequests(job.paths) } : orderRequests(job)),
  });
  const right = result['2xx'] - result.mismatches;
  return {
    rate: right / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    wrong: result.non2xx + result.errors + result.mismatches,
    right,
  };
}

function getRequests(paths: string[]): autocannon.Request[] {
  return paths.map((path) => ({ method: 'GET', path }));
}

/** Every request is another order: another number, another amount, its own signature. */
function orderRequests(shop: LoadJob & { kind: 'orders' }) {
  let number = randomInt(1_000_000);
  const request: autocannon.Request = {
    method: 'POST',
    path: '/mapi.php',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    setupRequest(given) {
      number += 1;
      const body = new URLSearchParams(orderForm(shop, `${shop.run}-${number}`, number)).toString();
      return { ...given, body };
    },
  };
  return {
    requests: [request],
    verifyBody: (body: unknown) => String(body).startsWith('{"code":1,'),
  };
}
