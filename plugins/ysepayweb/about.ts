import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '小Y经营（银盛）：查询商户后台的流水', en: '小Y (Ysepay): its merchant back end is asked for payments' },
  site: 'https://xym.ysepay.com/',
  limits: [
    { zh: '登录要看图片验证码，只有您本人能登录，或交接登录状态', en: 'Its login shows a picture: only you can log in, or hand over a session' },
    { zh: '登录能维持多久不清楚', en: 'How long a session lasts is unknown' },
  ],
  terminalPlace: 'list',
};
