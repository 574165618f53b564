import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: {
    zh: '京东收银（哆啦宝）的收款码：金额写进码里，由手机转发到账通知',
    en: 'Codes of JD cashier (Duolabao): the amount is written into the code; a phone forwards the notifications',
  },
  limits: [
    {
      zh: '我们算出的单号是否总被接受，不清楚，请先用自己的码试一笔',
      en: 'Whether a number of ours is always accepted is unknown: try it with your own code first',
    },
  ],
  terminalPlace: 'link',
};
