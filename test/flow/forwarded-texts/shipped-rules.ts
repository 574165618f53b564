import { alipayTextRules } from '../../../plugins/alipay/text-rules.ts';
import { bankTextRules } from '../../../plugins/bank/text-rules.ts';
import { jdpayTextRules } from '../../../plugins/jdpay/text-rules.ts';
import { otherappTextRules } from '../../../plugins/otherapp/text-rules.ts';
import { lklpayTextRules } from '../../../plugins/shared/lakala-texts.ts';
import { ysepayTextRules } from '../../../plugins/shared/ysepay-texts.ts';
import { sqbpayTextRules } from '../../../plugins/sqbpay/text-rules.ts';
import { wxpayTextRules } from '../../../plugins/wxpay/text-rules.ts';
import {
  compileRules,
  readText,
  type TextReading,
  type TextVerdict,
  verdictOf,
} from '../../../src/flow/forwarded-texts/index.ts';

export const shippedSets = [
  ...[wxpayTextRules, alipayTextRules, sqbpayTextRules, lklpayTextRules, ysepayTextRules, jdpayTextRules],
  ...[bankTextRules, otherappTextRules],
];
export const shippedRules = compileRules(shippedSets);

export const WECHAT = 'com.tencent.mm';
export const ALIPAY = 'com.eg.android.AlipayGphone';

export function read(packageName: string, title: string, text: string): TextReading {
  return readText(shippedRules, { package: packageName, title, text });
}

/** 'money 8.88'-like short form for comparing: the amount in fen, or why there is none. */
export function verdict(packageName: string, title: string, text: string): number | string {
  const reading = read(packageName, title, text);
  return reading.kind === 'money' ? reading.amountFen : reading.why;
}

/** What becomes of it, before the owner confirmed anything. */
export function outcome(packageName: string, title: string, text: string): TextVerdict {
  return verdictOf(read(packageName, title, text));
}
