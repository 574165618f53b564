import type { ContractSimulator, OddRow } from '../../plugins/contract.ts';
import { type FubeiSimulator, LOGIN, startFubeiSimulator } from './simulator.ts';

const ODD: Record<OddRow, Record<string, unknown>> = {
  unknownType: { pay_type: 9 },
  noNumber: { order_sn: '', trade_no: null, merchant_order_sn: undefined },
  noAmount: { order_sumprice: undefined },
  badAmount: { order_sumprice: '7.777' },
  noTime: { pay_time: '刚刚', create_time: '' },
  notPaid: { pay_status: '2' },
};
const SHARE = 'receipt.web.receipt.share';

export type FubeiContractSimulator = ContractSimulator & { fubei: FubeiSimulator };

/** Payments with a reference are of bills, all others of the plate code T1. */
export function startContractFubei(way: 'bill' | 'plate') {
  return async (now: () => number): Promise<FubeiContractSimulator> => {
    const fubei = await startFubeiSimulator(now);
    const settings = { ...LOGIN, way, base_url: fubei.url };
    const [login, list] =
      way === 'bill'
        ? ['com.fshows.lifecircle.college.login', 'receipt.web.find.receipt.statistics.list']
        : ['/Login/handle', '/User/NewFundManagement/tradestats'];
    return {
      ...{ fubei, settings, wrongSettings: { ...settings, password: 'another password' } },
      pageSize: 100,
      timeGrainMs: 1_000,
      oddRows: Object.keys(ODD) as OddRow[],
      pay({ amountFen, payType = 'wxpay', paidAt = now(), terminal = 'T1', reference, odd }) {
        const type = payType === 'alipay' ? 2 : 1;
        if (reference !== undefined) {
          const paid = { amountFen, payType: type, at: paidAt } as const;
          return `${reference}/${fubei.bills.pay(reference, paid)}`;
        }
        const row = { pay_type: type, device_no: terminal, ...(odd && ODD[odd]) };
        return fubei.plates.pay({ amountFen, at: paidAt, row });
      },
      endSessions: () => fubei.endSessions(),
      fail(kind, { logins = false } = {}) {
        fubei.fault = kind && { kind, logins };
      },
      repeatPages() {
        fubei.onlyFirstPage = true;
      },
      requests: () => ({ logins: fubei.count(login), lists: fubei.count(list) }),
      secrets: fubei.secrets,
      bills: {
        open: () => fubei.bills.open().map(({ receiptId }) => receiptId),
        failAfterCreating() {
          fubei.refuse.set(SHARE, 'page');
        },
        hold() {
          let release = () => {};
          const held = new Promise<void>((resolve) => {
            release = resolve;
          });
          fubei.at = (point) => (point === `before ${SHARE}` ? held : undefined);
          return release;
        },
        made: () => fubei.bills.bills.size,
      },
      close: fubei.close,
    };
  };
}
