import { type FetchResult, type FetchWindow, PlatformError, parseMoney, readRows, tools } from '#plugin-api';

const PAID = '成功';
/** The platform was asked for the window: what lies far outside is no payment's time, or of another zone. */
const MARGIN_MS = 5 * 60_000;
const NAMED_AT_MOST = 40;
/** Shorter than any number of a payment: a status, a type, a count. */
const SHORTEST_NUMBER = 6;

/** What the owner found in his own records; '' where he didn't yet. */
export interface OwnerFields {
  number: string;
  time: string;
  merNo: string;
}

type Row = Readonly<Record<string, unknown>>;

/**
 * The rows in our words. Which of a row's fields are its number and its time is not known (U): the owner names them. Without
 * both nothing is read: PlatformError 'needsPerson' that names the fields of a real row; and where the number stands in several
 * payments it is none.
 */
export function readStatement(
  rows: readonly unknown[],
  fields: OwnerFields,
  window: FetchWindow,
): FetchResult {
  const paid = rows.filter((row) => (row as Row | null)?.txnSts === PAID) as Row[];
  if (paid[0] && (fields.number === '' || fields.time === '')) throw whichFields(paid[0]);
  refuseShared(paid, fields.number);
  return readRows(rows, (row) => {
    if (typeof row.txnSts !== 'string') return 'txnSts: is missing';
    if (row.txnSts !== PAID) return null;
    const externalId = textOf(row[fields.number]);
    if (externalId.length < SHORTEST_NUMBER || externalId === fields.merNo)
      return `${fields.number}: is no number of a payment`;
    const amountFen = parseMoney(textOf(row.txnAmt));
    if (!amountFen) return 'txnAmt: is no amount in yuan';
    const paidAt = tools.anyTime(row[fields.time]);
    if (paidAt === null) return `${fields.time}: is no time`;
    if (paidAt < window.from - MARGIN_MS || paidAt > window.to + MARGIN_MS)
      return `${fields.time}: lies outside of what was asked for: it is not the time of the payment, or of another zone`;
    const reference = textOf(row.remark) || null;
    return { externalId, payType: null, amountFen, terminal: null, paidAt, reference, raw: row };
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** Told once more, a payment is the same row; another row with its number is another payment, which would be lost. */
function refuseShared(rows: readonly Row[], field: string): void {
  const seen = new Map<string, string>();
  for (const row of rows) {
    const [number, content] = [textOf(row[field]), JSON.stringify(row)];
    if (number !== '' && (seen.get(number) ?? content) !== content) {
      throw new PlatformError('needsPerson', {
        zh: `流水里“${field}”这个字段在几笔不同的付款里是一样的，它不是流水号，所以没有采用。请在账号设置里改填每笔都不同的那个字段`,
        en: `The field “${field}” is the same in different payments, so it is no number, and nothing was used. Name the one in the settings that differs in each`,
      });
    }
    seen.set(number, content);
  }
}

/** Names of fields, and values only where they look like a time. */
function whichFields(row: Row): PlatformError {
  const names = Object.entries(row)
    .slice(0, NAMED_AT_MOST)
    .map(([name, value]) => {
      const isTime = tools.anyTime(value) !== null;
      return isTime ? `${name.slice(0, 30)} (${String(value)})` : name.slice(0, 30);
    });
  return new PlatformError('needsPerson', {
    zh: `已经查到流水，但还不知道哪个字段是流水号、哪个是付款时间，所以没有采用。请在账号设置里填上。这条流水有：${names.join('、')}`,
    en: `There are records, but which fields are their number and their time is not known, so none was used. Name both in the settings. A record has: ${names.join(', ')}`,
  });
}
