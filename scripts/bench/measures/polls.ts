import type { Bench } from '../bench.ts';
import { judged, percent, standingText } from '../report.ts';
import { contest } from '../support/contest.ts';
import { placeOrders } from '../support/till.ts';
import { plainLoad } from '../support/yardstick.ts';

const LEAST_SHARE = 0.45;
const OPEN_PAGES = 500;
const CONNECTIONS = 64;

/** Cashier pages asking for their orders' states beside the do-nothing Express server, taking turns. */
export async function measurePolls(bench: Bench): Promise<void> {
  const { kind, load, options, yardstick } = bench;
  const site = await bench.install({ accounts: 1, codesEach: 3, mode: 'continuous' });
  const { url, cpuMs } = await bench.start(site);
  const open = await placeOrders(site, { url }, OPEN_PAGES, () => 'http://127.0.0.1:9/notify');
  const paths = open.map(({ tradeNo }) => `/getOrderState/${tradeNo}`);
  const [plain, polls] = await contest(
    load,
    [
      plainLoad(yardstick, CONNECTIONS),
      { cpuMs, job: (seconds) => ({ kind: 'get', url, paths, connections: CONNECTIONS, seconds }) },
    ],
    options,
  );
  const share = polls.rate / plain.rate;
  bench.add(
    judged(
      {
        database: kind,
        name: `state polls, ${CONNECTIONS} connections`,
        absolute: standingText(polls, plain),
        ratio: percent(share),
        target: `≥ ${percent(LEAST_SHARE)}, no errors`,
      },
      share >= LEAST_SHARE && polls.wrong === 0,
    ),
  );
}
