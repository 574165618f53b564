/** Outside the product's folder a plugin is a function that is handed the whole contract. */
export default ({ definePlatform, jsonOf, readRows, parseMoney, tools }) =>
  definePlatform({
    id: 'handed',
    apiVersion: 2,
    version: '3.1.4',
    listening: 'polled',
    name: { zh: '自装平台', en: 'Own platform' },
    hosts: ['api.handed.example'],
    payTypes: ['wxpay'],
    settings: [],
    terminal: {
      namedByReceipts: false,
      label: { zh: '终端', en: 'Terminal' },
      help: { zh: '无', en: 'None' },
    },
    facts: [],
    login: { keys: async () => {} },
    fetchReceipts: async (context) => {
      const { rows } = jsonOf(await context.http.get('https://api.handed.example/list'));
      return readRows(rows, (row) => ({
        externalId: tools.md5(String(row.no)),
        payType: 'wxpay',
        amountFen: parseMoney(String(row.amount)) ?? 0,
        terminal: null,
        paidAt: Number(row.at),
        raw: row,
      }));
    },
  });
