import {
  type FetchResult,
  type FetchWindow,
  type PayType,
  PlatformError,
  readRows,
  tools,
} from '#plugin-api';

const PAY_TYPES: Readonly<Record<string, PayType>> = { 1: 'alipay', 2: 'wxpay' };
/** The platform was asked for the window: what lies far outside is no payment's time, or of another zone. */
const MARGIN_MS = 5 * 60_000;
const NAMED_AT_MOST = 6;

/**
 * The orders in our words. The name of their time is not known (U): the owner names it in the settings (`timeField`).
 * Without it nothing is read: PlatformError 'needsPerson' that names what of a real row looks like a time.
 */
export function readOrders(rows: readonly unknown[], timeField: string, window: FetchWindow): FetchResult {
  if (timeField === '' && rows.length > 0) throw whichTime(rows[0]);
  return readRows(rows, (row) => {
    const { orderNo, payType: type, payedAmt, codeBoardCode } = row;
    const externalId = textOf(orderNo);
    if (externalId === '') return 'orderNo: is missing';
    const payType = PAY_TYPES[textOf(type)];
    if (!payType) return `payType: ${textOf(type).slice(0, 20)} is unknown`;
    const cents = textOf(payedAmt);
    if (!/^[1-9]\d{0,11}$/.test(cents)) return 'payedAmt: is no number of cents';
    const paidAt = tools.anyTime(row[timeField]);
    if (paidAt === null) return `${timeField}: is no time`;
    if (paidAt < window.from - MARGIN_MS || paidAt > window.to + MARGIN_MS)
      return `${timeField}: lies outside of what was asked for: it is not the time of the payment, or of another zone`;
    const terminal = textOf(codeBoardCode) || null;
    return { externalId, payType, amountFen: Number(cents), terminal, paidAt, raw: row };
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

function whichTime(row: unknown): PlatformError {
  const fields = Object.entries((row ?? {}) as Record<string, unknown>)
    .filter(([, value]) => tools.anyTime(value) !== null)
    .slice(0, NAMED_AT_MOST)
    .map(([name, value]) => `${name.slice(0, 40)} ${String(value)}`);
  const [zh, en] = fields.length
    ? [
        `这条流水里像时间的字段：${fields.join('；')}`,
        `In this record these look like times: ${fields.join('; ')}`,
      ]
    : ['这条流水里没有看到像时间的字段', 'Nothing in this record looks like a time'];
  return new PlatformError('needsPerson', {
    zh: `已经查到流水，但还不知道哪个字段是付款时间，所以没有采用。请在账号设置的“时间字段名”里填上。${zh}`,
    en: `There are records, but which of their fields is the time of payment is not known, so none was used. Name it in the settings. ${en}`,
  });
}
