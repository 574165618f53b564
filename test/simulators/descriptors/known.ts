/** Platforms that are built in as code, written as descriptors: only to see that these can say it. */

const facts = [{ fact: { zh: '只用于测试', en: 'For tests only' }, rests: 'seen' }];
const LOGIN = [
  { key: 'username', type: 'text', label: { zh: '用户名', en: 'User name' } },
  { key: 'password', type: 'secret', label: { zh: '密码', en: 'Password' } },
];

const SQB = 'https://web-platforms-msp.shouqianba.com';

/** docs/reference/aggregators.md, section 1; its codes beside 50000 are the simulator's. */
export const sqbOwn = {
  descriptor: 1,
  id: 'sqb-own',
  revision: 1,
  name: { zh: '收钱吧（描述）', en: 'Shouqianba (descriptor)' },
  site: 'https://s.shouqianba.com/',
  origins: [SQB],
  payTypes: ['wxpay', 'alipay', 'unionpay'],
  settings: LOGIN,
  login: {
    kind: 'password',
    steps: [
      {
        name: 'login',
        method: 'POST',
        url: `${SQB}/api/login/ucUser/login`,
        headers: { origin: 'https://s.shouqianba.com' },
        let: [{ name: 'pwd', from: '{settings.password}', do: ['md5'] }],
        body: {
          json: {
            username: '{settings.username}',
            password: '{let.pwd}',
            uc_device: { device_type: 2, default_device: 0, device_fingerprint: '{device}' },
          },
        },
        ok: [
          { json: 'code', in: ['50000'] },
          { json: 'data.code', in: ['50000'] },
        ],
        keep: {
          token: { json: 'data.mchUserTokenInfo.token' },
        },
      },
    ],
    session: {
      keep: ['token'],
      cookies: false,
      expires: { json: 'data.mchUserTokenInfo.expire_time', as: 'ms' },
    },
    refresh: {
      name: 'refresh',
      method: 'POST',
      url: `${SQB}/api/login/ucUser/refreshToken`,
      query: { token: '{session.token}' },
      headers: { authorization: 'Bearer {session.token}' },
      ok: [{ json: 'data.status', in: ['1'] }],
      keep: { token: { json: 'data.token' } },
    },
  },
  list: {
    step: {
      name: 'list',
      method: 'POST',
      url: `${SQB}/api/transaction/findTransactions`,
      query: { client_version: '7.0.0', token: '{session.token}' },
      body: {
        json: {
          date_start: '{from:ms:number}',
          date_end: '{to:ms:number}',
          page: '{page:number}',
          page_size: '{size:number}',
          upayQueryType: 0,
          status: '2000',
          store_sn: '',
          type: '30',
        },
      },
      ok: [{ json: 'code', in: ['50000'] }],
    },
    window: { zone: '+08:00' },
    pages: { by: 'page', first: 1, size: 200, max: 50, until: 'short' },
    rows: { json: 'data.records[*]' },
    only: [{ path: 'status', in: ['2000'] }],
    map: {
      externalId: { path: 'order_sn' },
      amount: { path: 'original_amount', unit: 'fen' },
      paidAt: { path: 'finish_time', as: 'ms' },
      payType: { path: 'payway', map: { 2: 'alipay', 3: 'wxpay', 17: 'unionpay' } },
      terminal: { path: 'terminal_sn' },
    },
  },
  sessionGone: [{ json: 'code', in: ['40101'] }],
  refused: [{ json: 'data.code', in: ['40001'], say: 'data.msg' }],
  polite: { minIntervalS: 2 },
  facts,
};

const XYM = 'https://xym.ysepay.com';
const XYM_PATH = `${XYM}/saas_merchant_management`;

/** docs/reference/aggregators.md, section 2; the name of the time and the codes are the simulator's. */
export const xymOwn = {
  descriptor: 1,
  id: 'xym-own',
  revision: 1,
  name: { zh: '小Y经营（描述）', en: 'Xiao Y (descriptor)' },
  site: 'https://xym.ysepay.com/',
  origins: [XYM],
  payTypes: ['wxpay', 'alipay'],
  settings: LOGIN,
  login: {
    kind: 'captcha-picture',
    steps: [
      {
        name: 'captcha',
        method: 'GET',
        url: `${XYM_PATH}/public/captcha`,
        query: { time: '{now:ms}' },
        ok: [{ json: 'code', in: ['0'] }],
        keep: { uuid: { json: 'data.uuid' } },
      },
      {
        name: 'login',
        method: 'POST',
        url: `${XYM_PATH}/public/login`,
        body: {
          json: {
            loginName: '{settings.username}',
            password: '{settings.password}',
            randomCode: '{challenge.answer}',
            uuid: '{kept.uuid}',
            time: '{now:ms:number}',
          },
        },
        ok: [{ json: 'code', in: ['0'] }],
        keep: { token: { json: 'data.token' } },
      },
    ],
    challenge: { step: 'captcha', picture: { json: 'data.randomCodeBase64' }, ttlS: 120 },
    session: { keep: ['token'], cookies: true },
    keepAlive: { everyS: 600 },
    handOver: [{ key: 'token', type: 'secret', label: { zh: '令牌（token）', en: 'Token' } }],
  },
  list: {
    step: {
      name: 'list',
      method: 'GET',
      url: `${XYM_PATH}/order/info`,
      query: {
        ...{ storeNo: '', bizType: '3', payType: '', orderStatus: '3', trmNo: '', operatorUser: '' },
        ...{ codeBoardCode: '', pageSize: '{size}', pageNo: '{page}', orderNo: '' },
        queryStartTime: '{from:YYYY-MM-DD HH:mm:ss}',
        queryEndTime: '{to:YYYY-MM-DD HH:mm:ss}',
        time: '{now:ms}',
      },
      headers: { token: '{session.token}' },
      ok: [{ json: 'code', in: ['0'] }],
    },
    window: { zone: '+08:00' },
    pages: { by: 'page', first: 1, size: 10, max: 50, until: 'short' },
    rows: { json: 'data.list[*]' },
    map: {
      externalId: { path: 'orderNo' },
      amount: { path: 'payedAmt', unit: 'fen' },
      paidAt: { path: 'finishTime', as: 'YYYY-MM-DD HH:mm:ss' },
      payType: { path: 'payType', map: { 1: 'alipay', 2: 'wxpay' } },
      terminal: { path: 'codeBoardCode' },
    },
  },
  sessionGone: [{ json: 'code', in: ['1003'] }],
  refused: [{ json: 'code', in: ['1001', '1002'], say: 'msg' }],
  facts,
};
