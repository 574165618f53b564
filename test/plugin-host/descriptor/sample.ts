/** The example of docs/reference/descriptors.md, section 4, as it stands there. */
export const shoptill = () => ({
  descriptor: 1,
  id: 'shoptill-own',
  revision: 3,
  name: { zh: '示例收银', en: 'Example till' },
  site: 'https://till.example.cn/',
  origins: ['https://api.till.example.cn'],
  payTypes: ['wxpay', 'alipay'],
  settings: [
    { key: 'login', type: 'text', label: { zh: '登录名', en: 'Login name' } },
    { key: 'password', type: 'secret', label: { zh: '密码', en: 'Password' } },
  ],
  login: {
    kind: 'captcha-picture',
    steps: [
      {
        name: 'captcha',
        method: 'GET',
        url: 'https://api.till.example.cn/captcha',
        query: { t: '{now:ms}' },
        ok: [{ json: 'code', in: ['0'] }],
        keep: { uuid: { json: 'data.uuid' } },
      },
      {
        name: 'login',
        method: 'POST',
        url: 'https://api.till.example.cn/login',
        let: [{ name: 'pwd', from: '{settings.password}', do: ['md5'] }],
        body: {
          json: {
            user: '{settings.login}',
            pass: '{let.pwd}',
            code: '{challenge.answer}',
            uuid: '{kept.uuid}',
          },
        },
        ok: [{ json: 'code', in: ['0'] }],
        keep: { token: { json: 'data.token' } },
      },
    ],
    challenge: { step: 'captcha', picture: { json: 'data.image' }, ttlS: 120 },
    session: { keep: ['token'], cookies: true, expires: { inS: 7200 } },
    handOver: [{ key: 'token', type: 'secret', label: { zh: '令牌', en: 'Token' } }],
  },
  list: {
    before: [],
    step: {
      name: 'list',
      method: 'POST',
      url: 'https://api.till.example.cn/orders',
      headers: { token: '{session.token}' },
      body: {
        form: {
          begin: '{from:YYYY-MM-DD HH:mm:ss}',
          end: '{to:YYYY-MM-DD HH:mm:ss}',
          page: '{page}',
          rows: '{size}',
        },
      },
      ok: [{ json: 'code', in: ['0'] }],
    },
    window: { zone: '+08:00', overlapS: 120, maxS: 1800, aheadS: 60 },
    pages: { by: 'page', first: 1, size: 50, max: 10, until: 'short' },
    rows: { json: 'data.list[*]' },
    only: [{ path: 'status', in: ['2'] }],
    map: {
      externalId: { path: 'orderNo' },
      amount: { path: 'amt', unit: 'yuan', strip: '¥,' },
      paidAt: { path: 'payTime', as: 'YYYY-MM-DD HH:mm:ss' },
      payType: { path: 'chan', map: { '1': 'wxpay', '2': 'alipay' } },
      terminal: { path: 'termNo' },
      reference: { path: 'remark', dropPrefix: '' },
    },
  },
  sessionGone: [{ status: [401] }, { json: 'code', in: ['1003'] }],
  refused: [{ json: 'code', in: ['PWD_ERR'], say: 'msg' }],
  polite: { minIntervalS: 3 },
  facts: [{ fact: { zh: '登录与流水', en: 'Login and list' }, rests: 'seen' }],
});

/** Sets what stands at a path of names, `a.b.0.c`; undefined takes it out. */
export function changed<T>(value: T, path: string, to: unknown): T {
  const copy = structuredClone(value) as Record<string, unknown>;
  const steps = path.split('.');
  const last = steps.pop() ?? '';
  let now = copy;
  for (const step of steps) now = now[step] as Record<string, unknown>;
  if (to === undefined) delete now[last];
  else now[last] = to;
  return copy as T;
}
