import type { TellingApp } from '#plugin-api';

/** What tells of the company's payments on a phone, whichever way its account is looked at. */
export const apps: readonly TellingApp[] = [
  {
    package: 'com.lakala.shqb',
    name: { zh: '拉卡拉商户通', en: 'Lakala merchant app' },
    forwardingRule: '并且 是 APP包名 相等 com.lakala.shqb',
  },
  {
    package: 'com.lakala.android',
    name: { zh: '拉卡拉', en: 'Lakala' },
    forwardingRule: '并且 是 APP包名 相等 com.lakala.android',
  },
];
