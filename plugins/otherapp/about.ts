import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '其他收款 App：用您自己的第一条到账通知教会系统', en: 'Any other app: your first notification teaches the system how it reads' },
  limits: [
    { zh: '没有您确认过的规则，不会自动入账', en: 'Nothing settles by itself without a rule that you confirmed' },
  ],
};
