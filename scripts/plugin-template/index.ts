import * as api from '#plugin-api';

const PAY_TYPES: Readonly<Record<string, api.PayType>> = { WX: 'wxpay', ALI: 'alipay' };
const TIME = 'YYYY-MM-DD HH:mm:ss';
const SIZE = 50;

async function post(context: api.PluginContext, path: string, form: Record<string, string>, token = '') {
  const headers = { authorization: token };
  return api.jsonOf(await context.http.postForm(`${context.settings.base_url}${path}`, form, { headers }));
}

export default api.definePlatform({
  id: 'acme-till',
  apiVersion: 2,
  version: '0.1.0',
  listening: 'polled',
  name: { zh: '示例收银', en: 'Acme Till' },
  hosts: ['till.acme.example'],
  payTypes: ['wxpay', 'alipay'],
  settings: [
    { key: 'username', type: 'text', required: true, label: { zh: '用户名', en: 'User name' } },
    { key: 'password', type: 'secret', required: true, label: { zh: '密码', en: 'Password' } },
    { key: 'base_url', type: 'url', required: true, label: { zh: '接口地址', en: 'Address of the API' } },
  ],
  terminal: {
    namedByReceipts: true,
    label: { zh: '终端编号', en: 'Terminal' },
    help: { zh: '流水里的 till 字段', en: 'The field “till” of a record' },
  },
  facts: [{ fact: { zh: '登录与流水接口', en: 'Login and list' }, rests: 'unknown' }],
  login: {
    async password(context) {
      const { username = '', password = '' } = context.settings;
      const answer = await post(context, '/login', { username, password: api.tools.md5(password) });
      if (typeof answer.token === 'string') return { done: answer.token };
      const words = { zh: '用户名或密码不对', en: 'Wrong user name or password' };
      throw new api.PlatformError('wrongPassword', words, { fields: ['username', 'password'] });
    },
  },
  async fetchReceipts(context, { from, to }) {
    const window = { from: api.tools.formatTime(from, TIME), to: api.tools.formatTime(to, TIME) };
    const rows = await api.allPages({ size: SIZE }, async (page) => {
      const form = { ...window, page: String(page), size: String(SIZE) };
      const answer = await post(context, '/list', form, String(context.session));
      if (Array.isArray(answer.rows)) return answer.rows;
      throw new api.PlatformError('broken', { zh: '流水列表看不懂', en: 'Its list is not understood' });
    });
    return api.readRows(rows, (row) => {
      if (row.status !== 'PAID') return null;
      const amountFen = api.parseMoney(String(row.amount));
      const paidAt = api.tools.parseTime(String(row.time), TIME);
      const payType = PAY_TYPES[String(row.channel)];
      if (!row.no || !amountFen || !paidAt || !payType) return 'no, amount, time or channel can’t be read';
      return { externalId: String(row.no), amountFen, paidAt, payType, terminal: String(row.till), raw: row };
    });
  },
});
