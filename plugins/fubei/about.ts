import type { PlatformAbout } from '#plugin-api';

/** What its page tells; only what docs/reference/aggregators.md knows. */
export const about: PlatformAbout = {
  summary: { zh: '付呗的码牌和收款单：收款单由平台固定金额，只收一笔，到时自动关闭', en: 'Plates and bills of Fubei: a bill has a fixed amount, takes one payment and closes by itself' },
  site: 'https://b.51fubei.com/',
  limits: [
    { zh: '收款单只能给买家看图片里的码，链接打不开', en: 'A bill is shown as the picture of its code; its link does not open' },
    { zh: '收款单实收金额因优惠而不同时，要人工核对', en: 'Where a discount changes what a bill received, a person looks at it' },
  ],
  terminalPlace: 'list',
};
