import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '银行的收款码和云闪付：由手机转发银行 App 的通知或短信', en: 'A bank’s collection code or the UnionPay app: a phone forwards the app’s notifications or text messages' },
  limits: [
    { zh: '银行只说有一笔收入，不说从哪个码来，所以要您确认规则后才自动入账', en: 'A bank tells an income and not from which code, so its rules settle only after you confirmed them' },
    { zh: '短信的发件号码可以伪造', en: 'The sender’s number of a text message can be forged' },
  ],
};
