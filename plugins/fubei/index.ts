import { definePlatform, type FetchResult, type FetchWindow, type PluginContext } from '#plugin-api';
import { about } from './about.ts';
import { billPaymentNumbers, readBillRows } from './bill-rows.ts';
import { closeBill, listBillPayments, openBill } from './bills.ts';
import { facts } from './facts.ts';
import { logIn, makesBills } from './login.ts';
import { MAY_BE_ONE_MS, readPlateRows } from './plate-rows.ts';
import { listPlatePayments } from './plate-site.ts';
import { sessionOf } from './session.ts';
import { settings, setup } from './settings.ts';
import { HOSTS } from './sites.ts';

/** 付呗: a bill for each order at the newer back end, plate codes at the older one. How sure each part is: README.md. */
export default definePlatform({
  id: 'fubei',
  apiVersion: 2,
  version: '1.0.0',
  listening: 'polled',
  hosts: [HOSTS.plates, HOSTS.bills],
  picturesAnywhere: true,
  name: { zh: '付呗', en: 'Fubei' },
  about,
  payTypes: ['wxpay', 'alipay'],
  settings,
  setup,
  terminal: {
    namedByReceipts: true,
    label: { zh: '设备编号', en: 'Device number' },
    help: {
      zh: '码牌在付呗流水里的设备编号（device_no）。先用这块码牌收一笔小额，再从流水里挑最准。没有设备编号的码牌填门店编号，并把收款方式设为“只用码牌”',
      en: 'The device_no of the plate code. Take a small payment with it and pick the number from the record. A plate without one: the shop’s number, with the plate code only as the way',
    },
  },
  facts,

  login: {
    password: async (context) => ({ done: await logIn(context) }),
  },
  fetchReceipts: read,
  async recent(context, window) {
    const beside = makesBills(context.settings) ? { numbers: new Set<string>(), receipts: [] } : null;
    return readPlateRows(await listPlatePayments(context, sessionOf(context), window), beside);
  },
  makesBills,
  openBill,
  closeBill,
});

/** The payments of plate codes always; those of bills where the account makes them, or made some that may still be paid. */
async function read(context: PluginContext, window: FetchWindow): Promise<FetchResult> {
  const session = sessionOf(context);
  if (!makesBills(context.settings) && !window.hasBills) {
    return readPlateRows(await listPlatePayments(context, session, window), null);
  }
  // A plate's payment at the edge of the window may be that of a bill just beyond it.
  const wider = { ...window, from: window.from - MAY_BE_ONE_MS };
  const rows = await listBillPayments(context, session, wider);
  const bills = readBillRows(rows);
  const beside = { numbers: billPaymentNumbers(rows), receipts: bills.receipts };
  const plates = readPlateRows(await listPlatePayments(context, session, window), beside);
  return {
    receipts: [...bills.receipts, ...plates.receipts],
    dropped: [...(bills.dropped ?? []), ...(plates.dropped ?? [])],
  };
}
