import type { TellingApp } from '#plugin-api';

/** What tells of the company's payments on a phone, whichever way its account is looked at. */
export const apps: readonly TellingApp[] = [
  {
    package: 'com.ysepay.merchant',
    name: { zh: '小Y管家', en: 'Xiao Y merchant app' },
    forwardingRule: '并且 是 APP包名 相等 com.ysepay.merchant',
  },
];
