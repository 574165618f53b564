import { chinaText, chinaTime } from './china-time.ts';

export interface SimulatedBill {
  receiptId: string;
  title: string;
  amountFen: number;
  /** Null: it was given none, and can be paid for ever. UTC ms. */
  closesAt: number | null;
  isClosed: boolean;
  isPaid: boolean;
  /** Its picture was handed out: somebody may have its code. */
  isShared: boolean;
}

export interface BillPaid {
  /** As `realityAmount` says; the bill's own when left out. */
  amountFen?: number;
  payType?: 1 | 2;
  at?: number;
  /** What the row says otherwise. */
  row?: Record<string, unknown>;
}

type Answer = { data: unknown } | { refused: string };

/** The bills of one merchant, as the newer back end keeps them. */
export function createBillBook(now: () => number, stores: readonly { storeId: number; storeName: string }[]) {
  const bills = new Map<string, SimulatedBill>();
  const payments: { at: number; row: Record<string, unknown> }[] = [];

  function bill(receiptId: unknown): SimulatedBill | undefined {
    return bills.get(String(receiptId));
  }

  function isOpen({ isClosed, isPaid, closesAt }: SimulatedBill, at = now()): boolean {
    return !isClosed && !isPaid && (closesAt === null || at < closesAt);
  }

  return {
    bills,
    open: () => [...bills.values()].filter((one) => isOpen(one)),

    add(fields: Record<string, unknown>): Answer {
      const { storeId, receiptMoney, receiptTitle, limitCount, isLimit } = fields;
      const yuan = typeof receiptMoney === 'number' ? /^\d+(\.\d{1,2})?$/.test(String(receiptMoney)) : false;
      if (!stores.some((store) => store.storeId === storeId)) return { refused: '门店不存在' };
      if (!yuan || typeof receiptTitle !== 'string' || [...receiptTitle].length > 15)
        return { refused: '参数错误' };
      if (isLimit !== 1 || limitCount !== 1) return { refused: '参数错误' };
      const receiptId = `2026${String(bills.size + 1).padStart(20, '0')}`;
      // A deadline that is sent along is ignored.
      bills.set(receiptId, {
        ...{ receiptId, title: receiptTitle, amountFen: Math.round(Number(receiptMoney) * 100) },
        ...{ closesAt: null, isClosed: false, isPaid: false, isShared: false },
      });
      return { data: { receiptId } };
    },

    setDeadline({ receiptId, receiptIsLong, receiptEndTimeStr }: Record<string, unknown>): Answer {
      const found = bill(receiptId);
      const at = chinaTime(receiptEndTimeStr);
      if (!found || receiptIsLong !== 2 || !(at > now())) return { refused: '截止时间不合法' };
      found.closesAt = at;
      return { data: { success: true } };
    },

    share({ receiptId }: Record<string, unknown>, folder: string): Answer {
      const found = bill(receiptId);
      if (!found) return { refused: '收款单不存在' };
      found.isShared = true;
      return { data: { qrcode: { posterUrl: folder && `${folder}${found.receiptId}.png` } } };
    },

    close({ receiptId }: Record<string, unknown>): Answer {
      const found = bill(receiptId);
      if (!found) return { refused: '收款单不存在' };
      found.isClosed = true;
      return { data: {} };
    },

    /** The payer scans and confirms. Throws where the platform would not let him. Returns `payOrderNo`. */
    pay(receiptId: string, { amountFen, payType = 1, at = now(), row = {} }: BillPaid = {}): string {
      const found = bill(receiptId);
      if (!found || !isOpen(found, at)) throw new Error(`bill ${receiptId} can’t be paid`);
      found.isPaid = true;
      return this.list({ receiptId, amountFen: amountFen ?? found.amountFen, payType, at, row });
    },

    /** A payment of a bill that somebody else made, or that is odd. */
    list(paid: Required<BillPaid> & { receiptId: string }): string {
      const payOrderNo = `PAY${String(payments.length + 1).padStart(8, '0')}`;
      payments.push({
        at: paid.at,
        row: {
          ...{ receiptId: paid.receiptId, payOrderNo, payType: paid.payType, tradeStatus: 1 },
          ...{ realityAmount: Number((paid.amountFen / 100).toFixed(2)), payTime: chinaText(paid.at) },
          ...{ storeId: stores[0]?.storeId, storeName: stores[0]?.storeName },
          ...paid.row,
        },
      });
      return payOrderNo;
    },

    statistics(fields: Record<string, unknown>, uid: number, onlyFirst: boolean): Answer {
      const [from, to] = [chinaTime(fields.startTime), chinaTime(fields.endTime)];
      const [size, page] = [Number(fields.pageSize), onlyFirst ? 1 : Number(fields.page)];
      const isWhole = fields.storeId === -1 && fields.payType === -1 && fields.tradeStatus === -1;
      if (!isWhole || fields.uid !== uid || !(from < to) || size !== 100) return { refused: '参数错误' };
      const found = payments.filter(({ at }) => at >= from && at <= to).map(({ row }) => row);
      return { data: { list: found.slice((page - 1) * size, page * size), total: found.length } };
    },
  };
}

export type BillBook = ReturnType<typeof createBillBook>;
