import { describe, expect, onTestFinished, test } from 'vitest';
import alipaybill from '../../plugins/alipaybill/index.ts';
import fubei from '../../plugins/fubei/index.ts';
import lklpaylist from '../../plugins/lklpaylist/index.ts';
import sqbpay from '../../plugins/sqbpay/index.ts';
import ysepayweb from '../../plugins/ysepayweb/index.ts';
import { platformOf } from '../../src/plugin-host/descriptor/platform-of.ts';
import { startContractAlipay } from '../simulators/alipaybill/contract.ts';
import { ledgerPage, startLedgerPage } from '../simulators/descriptors/ledger-page.ts';
import { maqianStyle, startMaqianStyle } from '../simulators/descriptors/maqian-style.ts';
import { descriptorOf } from '../simulators/descriptors/platform-at.ts';
import { startStoreStyle, storeStyle } from '../simulators/descriptors/store-style.ts';
import { startContractFubei } from '../simulators/fubei/contract.ts';
import { startStatement } from '../simulators/lklpay/statement.ts';
import { startContractSqbpay } from '../simulators/sqbpay/contract.ts';
import { startContractYsepay } from '../simulators/ysepay/contract.ts';
import { type ContractCase, ContractRoom, enter } from './contract.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

interface LongList extends ContractCase {
  /** More than it reads at once. */
  rows: number;
}

const { openBill: _, closeBill: __, ...fubeiPlates } = fubei;
const longLists: readonly LongList[] = [
  { platform: sqbpay, start: startContractSqbpay, rows: 10_050 },
  { platform: alipaybill, start: startContractAlipay, rows: 100_050 },
  { platform: fubei, start: startContractFubei('bill'), rows: 5_050 },
  { platform: fubeiPlates, start: startContractFubei('plate'), rows: 5_050 },
  { platform: ysepayweb, asksAlways: true, start: startContractYsepay, rows: 1_050 },
  { platform: lklpaylist, start: startStatement, rows: 3_050 },
  { platform: platformOf(descriptorOf(ledgerPage)), start: startLedgerPage, rows: 600 },
  {
    ...{ platform: platformOf(descriptorOf(storeStyle)), asksAlways: true, start: startStoreStyle },
    ...{ rows: 3_050 },
  },
  { platform: platformOf(descriptorOf(maqianStyle)), start: startMaqianStyle, rows: 3_050 },
];

/** As the house asks: from what is known on, until the present is reached. */
async function readAll(room: ContractRoom, from: number) {
  const found = new Map<string, number>();
  let knownUntil = from;
  let calls = 0;
  for (; knownUntil < room.clock.now; calls++) {
    if (calls > 100) throw new Error('it does not get on');
    const window = { from: knownUntil - 3 * MINUTE, to: room.clock.now + 3 * MINUTE, knownUntil };
    const answer = await room.fetch(window);
    expect(answer.dropped).toEqual([]);
    for (const { externalId, amountFen } of answer.receipts) found.set(externalId, amountFen);
    knownUntil = Math.max(knownUntil, Math.min(room.clock.now, answer.readUntil ?? room.clock.now));
  }
  return { found, calls };
}

describe('more payments than are read at once: in the end each is told, with its own amount, and no page is read for nothing again and again', () => {
  test.each(longLists.map((one, at) => [`${one.platform.id} ${at}`, one] as const))(
    '%s',
    async (_name, longList) => {
      const room = await ContractRoom.open(longList);
      onTestFinished(() => room.close());
      await enter(room);
      const paid = new Map<string, number>();
      const since = room.clock.now - 5 * HOUR;
      for (let at = 0; at < longList.rows; at++) {
        const paidAt = since + Math.floor((at * 5 * HOUR) / longList.rows / 1_000) * 1_000;
        paid.set(room.simulator.pay({ amountFen: 100 + at, paidAt }), 100 + at);
      }
      const before = room.simulator.requests().lists;
      const { found, calls } = await readAll(room, since - MINUTE);
      expect(calls).toBeGreaterThan(1);
      expect(found).toEqual(paid);
      // What is read for nothing, and where parts reach into each other, costs less than twice as much again.
      const pages = Math.ceil(longList.rows / room.simulator.pageSize);
      expect(room.simulator.requests().lists - before).toBeLessThan(3 * pages);
    },
    120_000,
  );
});
