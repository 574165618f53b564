import { chinaText, chinaTime } from './china-time.ts';

/** The payments of one merchant's plate codes, as the older back end lists them. */
export function createPlateBook() {
  const payments: { at: number; row: Record<string, unknown> }[] = [];
  return {
    /** Returns its `order_sn`. */
    pay(paid: { amountFen: number; at: number; row?: Record<string, unknown> }): string {
      const number = String(payments.length + 1).padStart(8, '0');
      payments.push({
        at: paid.at,
        row: {
          ...{
            order_sn: `FB${number}`,
            trade_no: `T${number}`,
            merchant_order_sn: `M${number}`,
            pay_type: 1,
          },
          ...{ order_sumprice: (paid.amountFen / 100).toFixed(2), device_no: 'T1', store_id: '1847807' },
          ...{ store_name: '测试门店', pay_status: '1', type: '1' },
          ...{ create_time: chinaText(paid.at - 2_000), pay_time: chinaText(paid.at) },
          ...paid.row,
        },
      });
      return `FB${number}`;
    },

    /** Null where the question is not as the page asks it. */
    list(form: URLSearchParams, onlyFirst: boolean): Record<string, unknown>[] | null {
      const [from, to] = [chinaTime(form.get('start_time')), chinaTime(form.get('end_time'))];
      const [start, length] = [onlyFirst ? 0 : Number(form.get('start')), Number(form.get('length'))];
      const isUsual =
        form.get('columns[7][name]') === 'pay_status' &&
        ['pay_status[]', 'order_type', 'switchOff', 'time'].map((name) => form.get(name)).join() ===
          '2,1,1,2';
      if (!isUsual || !(from < to) || !(length > 0)) return null;
      const found = payments.filter(({ at }) => at >= from && at <= to).reverse();
      return found.slice(start, start + length).map(({ row }) => row);
    },
  };
}
