import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '拉卡拉：每单生成一个固定金额的码（实验）', en: 'Lakala: a code with a fixed amount for each order (experimental)' },
  site: 'https://customer.lakala.com/',
  limits: [
    { zh: '码到期后还能不能付，不清楚', en: 'Whether a code can be paid after its time is unknown' },
    { zh: '令牌会过期，要您重新交接', en: 'The token expires and must be handed over again' },
  ],
};
