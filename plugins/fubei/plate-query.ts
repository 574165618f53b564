import { type FetchWindow, tools } from '#plugin-api';
import { TIME } from './values.ts';

/** Rows a page (A: what is in use; whether more are given is unknown). */
export const PAGE = 100;
/** Whether its end belongs to a window is unknown: asked beyond it, as others do. */
const BEYOND_MS = 60_000;

const COLUMNS = [
  ...['create_time', 'trade_no', 'store_name', 'pay_type', 'shishou'],
  ...['pay_status', 'pay_status', 'pay_status'],
];

/** The form of the list's own page, in DataTables style (A). `page`: from 1. */
export function plateQuery({ from, to }: FetchWindow, page: number): Record<string, string> {
  const form: Record<string, string> = {
    ...{ draw: '5', 'order[0][column]': '6', 'order[0][dir]': 'desc' },
    ...{ start: String((page - 1) * PAGE), length: String(PAGE) },
    ...{ 'search[value]': '', 'search[regex]': 'false', 'storeId[]': '', switchOff: '1', time: '2' },
    start_time: tools.formatTime(from, TIME),
    end_time: tools.formatTime(to + BEYOND_MS, TIME),
    ...{ 'pay_status[]': '2', store_id: '', pay_type: '', searchcashier: '', type: '' },
    ...{ order_type: '1', searchkey: '', device_no: '', index: '0' },
  };
  for (const [index, name] of COLUMNS.entries()) {
    const column = `columns[${index}]`;
    form[`${column}[data]`] = String(index);
    form[`${column}[name]`] = name;
    for (const option of ['[searchable]', '[orderable]', '[search][regex]']) form[column + option] = 'false';
    form[`${column}[search][value]`] = '';
  }
  return form;
}
