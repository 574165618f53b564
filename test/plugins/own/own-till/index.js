/** A plugin as it lies in DATA_DIR/plugins: plain JavaScript that is handed the contract. It asks the template's platform. */
export default ({ definePlatform, jsonOf, parseMoney, PlatformError, readRows, tools }) => {
  const TIME = 'YYYY-MM-DD HH:mm:ss';
  const post = async ({ http, settings }, path, form, token = '') =>
    jsonOf(await http.postForm(`${settings.base_url}${path}`, form, { headers: { authorization: token } }));

  return definePlatform({
    id: 'own-till',
    apiVersion: 2,
    version: '0.1.0',
    listening: 'polled',
    name: { zh: '自装收银', en: 'Own Till' },
    hosts: ['till.own.example'],
    payTypes: ['wxpay'],
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
        const { username, password } = context.settings;
        const answer = await post(context, '/login', { username, password: tools.md5(password) });
        if (typeof answer.token === 'string') return { done: answer.token };
        throw new PlatformError('wrongPassword', {
          zh: '用户名或密码不对',
          en: 'Wrong user name or password',
        });
      },
    },
    async fetchReceipts(context, { from, to }) {
      const window = { from: tools.formatTime(from, TIME), to: tools.formatTime(to, TIME) };
      const { rows } = await post(context, '/list', { ...window, page: '1', size: '50' }, context.session);
      return readRows(rows, (row) => ({
        externalId: String(row.no),
        payType: 'wxpay',
        amountFen: parseMoney(String(row.amount)),
        terminal: String(row.till),
        paidAt: tools.parseTime(String(row.time), TIME),
        raw: row,
      }));
    },
  });
};
