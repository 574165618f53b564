import { buildHar, type Entry } from './build-har.ts';

const SITE = 'https://till.acme.example';
const TOKEN = 'tok_9f8a7b6c5d4e3f2a1b0c';

/** What is typed beside the recording; the zone is China's. */
export const TILL = {
  ...{ name: 'Acme till', site: SITE, amount: '0.01', time: '2026-03-01 15:58' },
  ...{ username: 'corner-shop', password: 'S3cret-of-the-till' },
};

const rows = [
  {
    orderNo: 'W2026030115580099',
    orderAmount: '0.01',
    receivedAmount: '0.01',
    payTime: '2026-03-01 15:58:00',
    payType: 'WECHAT',
    status: 'PAID',
    terminalNo: 'A01',
    remark: '',
  },
  {
    orderNo: 'W2026030115500044',
    orderAmount: '19.90',
    receivedAmount: '18.90',
    payTime: '2026-03-01 15:50:00',
    payType: 'ALIPAY',
    status: 'PAID',
    terminalNo: 'B02',
    remark: 'table 5',
  },
  {
    orderNo: 'W2026030115400021',
    orderAmount: '1260.00',
    receivedAmount: '1260.00',
    payTime: '2026-03-01 15:40:00',
    payType: 'WECHAT',
    status: 'REFUND',
    terminalNo: 'A01',
    remark: '',
  },
];

/** A login that a slider guards, and a list of three payments, asked twice. `login`: what its request holds besides. */
export function recordingOfTill(login: Record<string, string> = {}): string {
  const body = { begin: '2026-03-01 00:00:00', end: '2026-03-01 23:59:59', page: 1, size: 20 };
  const list = (own: typeof rows): Entry => ({
    ...{ url: `${SITE}/api/orders`, headers: { 'X-Till-Token': TOKEN }, body },
    answer: { code: 0, data: { total: own.length, list: own } },
  });
  const { username, password } = TILL;
  return buildHar([
    {
      url: `${SITE}/api/login`,
      body: { username, password, ...login },
      answer: { code: 0, data: { token: TOKEN } },
    },
    list(rows.slice(1)),
    list(rows),
  ]);
}
