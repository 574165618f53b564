import { definePlatform } from '../../../../src/plugin-api/index.ts';

const label = (zh: string, en: string) => ({ zh, en });

/** A platform whose form has every kind of setting. */
export default definePlatform({
  id: 'kinds',
  apiVersion: 2,
  version: '1.2.3',
  listening: 'polled',
  name: label('各种设置', 'All kinds'),
  hosts: ['kinds.invalid'],
  payTypes: ['wxpay'],
  settings: [
    {
      ...{ key: 'region', type: 'select', required: true, label: label('地区', 'Region') },
      options: [
        { value: 'north', label: label('北方', 'North') },
        { value: 'south', label: label('南方', 'South') },
      ],
    },
    { key: 'size', type: 'number', required: true, min: 1, max: 500, label: label('每页条数', 'Page size') },
    { key: 'beta', type: 'boolean', required: false, label: label('新版接口', 'New interface') },
    { key: 'cert', type: 'multiline', required: false, label: label('证书', 'Certificate') },
    { key: 'key', type: 'secret', lines: true, required: true, label: label('私钥', 'Private key') },
  ],
  terminal: { namedByReceipts: false, label: label('终端', 'Terminal'), help: label('无', 'None') },
  facts: [],
  login: { keys: async () => {} },
  fetchReceipts: async () => ({ receipts: [] }),
});
