import {
  allPages,
  type Bill,
  type BillCreated,
  type BillOrder,
  type FetchWindow,
  PlatformError,
  type PluginContext,
  SessionGone,
  tools,
} from '#plugin-api';
import { call } from './gateway.ts';
import { billSessionOf } from './login.ts';
import { notUnderstood } from './problems.ts';
import { type BillSession, type Session, sessionOf } from './session.ts';
import { siteOf } from './sites.ts';
import { chooseStore } from './stores.ts';
import { type Row, TIME, textOf } from './values.ts';

const PAGE = 100;
/** Whether its end belongs to a window is unknown. */
const BEYOND_MS = 60_000;

/**
 * 收款单: one amount, one payment. Made, given its deadline (making ignores one), then its picture: each asked once. A bill
 * without its deadline could be paid for ever, so whatever fails from here on, the host closes it.
 */
export async function openBill(
  context: PluginContext,
  order: BillOrder,
  created: BillCreated,
): Promise<Bill> {
  const kept = sessionOf(context);
  const session = await chooseStore(context, await billSessionOf(context, kept));
  if (session !== kept.bills) context.keepSession({ ...kept, bills: session });
  const { receiptId } = await call(context, session, 'receipt.web.receipt.add', newBill(session, order));
  const reference = textOf(receiptId);
  if (reference === '') throw notUnderstood('收款单编号', 'number of the bill');
  await created(reference);
  const closesAt = Math.floor(order.closesAt / 1000) * 1000;
  await callOnce(context, session, 'receipt.web.receipt.order.update', {
    ...{ receiptId: reference, receiptIsLong: 2 },
    ...{ receiptEndTimeStr: tools.formatTime(closesAt, TIME), receiptSource: 1 },
  });
  const { qrcode } = await callOnce(context, session, 'receipt.web.receipt.share', { receiptId: reference });
  const picture = textOf((qrcode as Row | null | undefined)?.posterUrl);
  if (!isPicture(picture, context)) throw notUnderstood('收款码图片', 'picture of the bill’s code');
  return { picture, reference, closesAt };
}

export async function closeBill(context: PluginContext, reference: string): Promise<void> {
  const session = await billSessionOf(context, sessionOf(context));
  await call(context, session, 'receipt.web.receipt.close', { receiptId: reference });
}

/** Every payment of the window, of all bills and shops. Throws PlatformError or SessionGone. */
export async function listBillPayments(
  context: PluginContext,
  kept: Session,
  { from, to }: FetchWindow,
): Promise<unknown[]> {
  const session = await billSessionOf(context, kept);
  return allPages({ size: PAGE }, async (page) => {
    const { list } = await call(context, session, 'receipt.web.find.receipt.statistics.list', {
      startTime: tools.formatTime(from, TIME),
      endTime: tools.formatTime(to + BEYOND_MS, TIME),
      ...{ storeId: -1, payType: -1, payOrderNo: '', receiptTitle: [], uid: session.uid },
      ...{ tradeStatus: -1, withPermission: true, printStatus: '', pageSize: PAGE, page },
    });
    if (!Array.isArray(list)) throw notUnderstood('收款单付款记录', 'list of payments of bills');
    return list;
  });
}

function newBill({ storeId }: BillSession, { tradeNo, amountFen }: BillOrder): Row {
  return {
    ...{ mobileCheck: 0, needUerPay: 1, storeId: Number(storeId), reuseCustomerFormValue: 0 },
    // Its owner finds the order by it; at most 15 characters.
    receiptTitle: `订单${tradeNo.slice(-12)}`,
    ...{ receiptExplain: '', receiptRichText: '', isLimit: 1, limitCount: 1, receiptType: 1 },
    receiptMoney: yuan(amountFen),
    ...{ receiptItem: [], receiptCreateType: 2, receiptForm: [], templateCreateType: 0 },
  };
}

/** A number, as the platform wants it: of the exact text, so that it is written as that text again. */
function yuan(amountFen: number): number {
  const cents = String(amountFen % 100).padStart(2, '0');
  return Number(`${Math.floor(amountFen / 100)}.${cents}`);
}

/** After a bill was made nothing may be done anew: a session that is gone is a failure like any other. */
async function callOnce(
  context: PluginContext,
  session: BillSession,
  method: string,
  fields: Row,
): Promise<Row> {
  try {
    return await call(context, session, method, fields);
  } catch (error) {
    if (!(error instanceof SessionGone)) throw error;
    throw new PlatformError('unreachable', {
      zh: '开收款单的中途付呗登录失效，这张单已作废',
      en: 'The login ended while a bill was being made: the bill is given up',
    });
  }
}

/** https; a simulator's own address may be without. */
function isPicture(address: string, context: PluginContext): boolean {
  return /^https:\/\//.test(address) || address.startsWith(`${siteOf(context, 'bills')}/`);
}
