import { tools } from '../../../src/plugin-api/index.ts';
import {
  type Asked,
  type BackEnd,
  type Dialect,
  json,
  type Paid,
  type Sent,
  startBackEnd,
} from './back-end.ts';
import { complete } from './store-style.ts';

const ORIGIN = 'https://api.maqian.example.cn';

/** What a recording of 码钱 might show, for an owner who hands his session over; made up, but for the template's names. */
const recorded = {
  origins: [ORIGIN],
  settings: [],
  login: {
    kind: 'handed-over',
    steps: [],
    session: { keep: ['token', 'mer'], cookies: true },
    handOver: [
      { key: 'token', type: 'secret', label: { zh: '令牌', en: 'Token' } },
      { key: 'mer', type: 'text', label: { zh: '商户号', en: 'Merchant number' } },
    ],
  },
  list: {
    step: {
      method: 'POST',
      url: `${ORIGIN}/trade/{session.mer}/query`,
      headers: { authorization: 'Bearer {session.token}', 'mer-no': '{session.mer}' },
      ok: [{ json: 'status', in: ['ok'] }],
    },
    window: { zone: '+08:00' },
    rows: { json: 'days[*].list[*]' },
    map: {
      externalId: { path: 'no' },
      amount: { path: 'amt', unit: 'fen' },
      paidAt: { path: 'time', as: 'YYYYMMDDHHmmss' },
      payType: { path: 'way', map: { WX: 'wxpay', ALI: 'alipay', UP: 'unionpay' } },
    },
    only: [{ path: 'mer', in: ['8800'] }],
  },
  sessionGone: [{ status: [403] }],
};

export const maqianStyle = complete('mqpayweb', recorded) as unknown as { origins: string[] };

const MER = '8800';
const WAYS = { wxpay: 'WX', alipay: 'ALI', unionpay: 'UP' };

const dialect: Dialect = {
  written: maqianStyle,
  settings: {},
  wrongSettings: {},
  pageSize: 10,
  oddRows: ['unknownType', 'noNumber', 'noAmount', 'badAmount', 'noTime'],
  handOver: {
    good: (token, url) =>
      `curl '${url}/trade/${MER}/query' -H 'Authorization: Bearer ${token}' -H 'Mer-No: ${MER}' --data-raw 'page=1' --compressed`,
    bad: `token: 00000000-0000-0000-0000-000000000000\nmer: ${MER}`,
  },
  isLogin: () => false,
  isList: (path) => path === `/trade/${MER}/query`,
  answer(asked, house) {
    if (!house.knows(asked.header('authorization').replace(/^Bearer /, ''))) return { status: 403, body: '' };
    return asked.path === `/trade/${MER}/query` ? list(asked, house) : { status: 404, body: '' };
  },
};

export const startMaqianStyle = (now: () => number) => startBackEnd(now, dialect);

/** Of each day from startDate to endDate, what was paid from startTime to endTime of that day: the unkind reading. */
function list({ form }: Asked, house: BackEnd): Sent {
  const [fromDay = '', toDay = '', fromTime = '', toTime = ''] = [
    'startDate',
    'endDate',
    'startTime',
    'endTime',
  ].map((name) => form.get(name) ?? '');
  if (fromTime > toTime) return json({ status: 'bad' });
  const { rows } = house.pageOf(Number(form.get('page')) - 1, ({ at }) => {
    const day = tools.formatTime(at, 'YYYY-MM-DD');
    const time = tools.formatTime(at, 'HH:mm:ss');
    return day >= fromDay && day <= toDay && time >= fromTime && time <= toTime;
  });
  return json({ status: 'ok', days: [{ list: rows.map(rowOf) }, { list: [another()] }, { list: null }] });
}

/** Of a merchant who has nothing to do with us. */
function another() {
  return { no: '1', amt: '100', time: '20260101000000', way: 'WX', mer: '9900' };
}

function rowOf({ no, at, amountFen, payType = 'wxpay', odd }: Paid) {
  return {
    no: odd === 'noNumber' ? ' ' : no,
    amt: odd === 'noAmount' ? undefined : odd === 'badAmount' ? '7.7' : String(amountFen),
    time: odd === 'noTime' ? '20260231000000' : tools.formatTime(at, 'YYYYMMDDHHmmss'),
    way: odd === 'unknownType' ? 'DC' : WAYS[payType],
    mer: MER,
  };
}
