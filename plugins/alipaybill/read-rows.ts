import { type FetchResult, parseMoney, readRows, tools } from '#plugin-api';

export const TIME = 'YYYY-MM-DD HH:mm:ss';

/** `type` of what a code or a transfer brings (A). Other income (a refund that he got, interest ...) is for a person. */
const PAYMENTS: readonly string[] = ['交易', '转账'];

/** What Alipay's own transfer form puts in front of a memo. */
const FORM_PREFIX = /^请勿添加备注-/;

/**
 * `detail_list` of a statement (docs/reference/aggregators.md, section 9). Only income; each by its `account_log_id`,
 * never by another number: the same payment must have the same number every time.
 */
export function readStatement(rows: readonly unknown[]): FetchResult {
  return readRows(rows, (row) => {
    const direction = textOf(row.direction);
    if (direction === '支出') return null;
    if (direction !== '收入') return 'direction: is neither 收入 nor 支出';
    const externalId = textOf(row.account_log_id);
    if (externalId === '') return 'account_log_id: is missing';
    const amountFen = parseMoney(textOf(row.trans_amount));
    if (!amountFen) return 'trans_amount: is no amount in yuan';
    const paidAt = tools.parseTime(textOf(row.trans_dt), TIME);
    if (paidAt === null) return 'trans_dt: is no time';
    const memo = textOf(row.trans_memo).replace(FORM_PREFIX, '');
    return {
      ...{ externalId, amountFen, paidAt, payType: 'alipay', terminal: null },
      ...(memo !== '' && { reference: memo }),
      ...(!PAYMENTS.includes(textOf(row.type)) && { isUnsure: true }),
      raw: withoutBalance(row),
    };
  });
}

/** What the owner has is no evidence of a payment. */
function withoutBalance({ balance: _, ...row }: Readonly<Record<string, unknown>>): unknown {
  return row;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
