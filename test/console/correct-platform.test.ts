import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveInstalled } from '../../src/plugin-host/index.ts';
import type { ContractSimulator } from '../plugins/contract.ts';
import { ledgerPage, startLedgerPage } from '../simulators/descriptors/ledger-page.ts';
import { descriptorAt } from '../simulators/descriptors/platform-at.ts';
import { databases } from '../support/database.ts';
import { accountRepository } from '../support/factories.ts';
import { type ConsoleApp, readable, startConsole, texts } from './console-app.ts';
import { tokenOf } from './two-merchants.ts';

const ID = 'ledger-own';

describe.each(databases.filter(({ available }) => available))(
  'correcting a platform that was recorded, on $name',
  ({ name }) => {
    let app: ConsoleApp;
    let simulator: ContractSimulator & { url: string };

    beforeAll(async () => {
      app = await startConsole(name);
      simulator = await startLedgerPage(() => app.clock.now());
    });
    afterAll(async () => {
      await simulator.close();
      await app.stop();
    });

    const address = (id: string) => `/console/platforms/${id}/correct`;
    /** As it was recorded, with a field that was found wrongly. */
    async function record(id: string): Promise<void> {
      const right = descriptorAt(ledgerPage, simulator.url);
      const { list } = right;
      const wrong = { ...list, map: { ...list.map, amount: { ...list.map.amount, path: '优惠' } } };
      const content = JSON.stringify({ ...right, id, list: wrong });
      const who = { by: 'keeper', now: app.clock.now() };
      const plugin = { id, kind: 'descriptor', version: '1.0.1', content, from: 'recorded' } as const;
      await saveInstalled(app.place.db, { ...plugin, hosts: right.origins }, who);
      await app.services.pluginShelf.look();
    }
    const addAccount = (id: string) => {
      const { password = '', ...settings } = simulator.settings;
      const fields = { login: 'till', mode: 'continuous', intervalMs: 3_000 } as const;
      const all = { ...fields, settings, secrets: { password } };
      return accountRepository.insert(app.place.db, app.merchant.pid, id, all, app.clock.now());
    };
    const send = async (id: string, values: Record<string, string>, deed = '') =>
      app.keeper.post(`${address(id)}${deed}`, { _csrf: await tokenOf(app.keeper), ...values });
    const savedOf = async (id: string) => {
      const row = await app.place.db('installed_plugins').where({ id }).first();
      return JSON.parse(String(row.content));
    };

    test('shown field by field; tried with an account’s login, and only then saved; nothing is settled by a try', async () => {
      await record(ID);
      const accountId = await addAccount(ID);
      const page = await app.keeper.get(address(ID));
      expect(page.status).toBe(200);
      expect(page.page.querySelector('#amount')?.getAttribute('value')).toBe('优惠');
      expect(page.text).not.toContain(simulator.settings.password ?? '-');
      const values = { amount: '金额', account: String(accountId) };
      const untried = await send(ID, values);
      expect([untried.status, readable(untried)]).toEqual([409, expect.stringContaining('先用账号试一次')]);

      const empty = await send(ID, values, '/try');
      expect(readable(empty)).toContain('最近一天没有读到付款');
      simulator.pay({ amountFen: 1_234 });
      const still = await send(ID, { account: String(accountId) }, '/try');
      expect(texts(still, '#trial .badge-state')).toEqual(['没读到']);
      expect((await send(ID, values)).status).toBe(409);
      const tried = await send(ID, values, '/try');
      expect(texts(tried, '#trial .badge-state')).toEqual(['读到了']);
      expect(readable(tried)).toContain('12.34');
      expect(await app.place.db('receipts')).toEqual([]);

      const done = await send(ID, values);
      expect(done.location).toBe(`/console/platforms/${ID}?done=platformCorrected`);
      const saved = await savedOf(ID);
      expect(saved).toMatchObject({
        revision: ledgerPage.revision + 1,
        list: { map: { amount: { path: '金额' } } },
      });
      expect(saved).not.toHaveProperty('untried');
      expect((await app.audit())[0]).toMatchObject({ action: 'platform.change', subject: `plugin ${ID}` });
    });

    test('what is wrong stands beside its field, with what was typed', async () => {
      const refused = await send(ID, { zone: 'Shanghai', terminal: '台号' });
      expect(refused.status).toBe(409);
      expect(texts(refused, '#zone-problem')).toHaveLength(1);
      expect(refused.page.querySelector('#terminal')?.getAttribute('value')).toBe('台号');
    });

    test('a name is changed without a try; payments that are recorded are not made others, but it is saved beside', async () => {
      const named = await send(ID, { setting_username: '店员工号' });
      expect(named.location).toContain('done=platformCorrected');
      const [{ id: accountId }] = await app.place.db('accounts').where({ platform: ID });
      const columns = {
        account_id: accountId,
        pid: app.merchant.pid,
        platform: ID,
        external_id: '1',
        amount_fen: 1,
      };
      const known = await app.place.db('receipts').first();
      expect(known).toBeUndefined();
      const times = { paid_at: 1, seen_at: 1 };
      await app.place.db('receipts').insert({ ...columns, ...times, state: 'unmatched', raw: '{}' });
      const values = { number: '备注', account: String(accountId) };
      simulator.pay({ amountFen: 77, reference: 'N-77' });
      await send(ID, values, '/try');
      const refused = await send(ID, values);
      expect(refused.status).toBe(409);
      const own = await send(ID, { ...values, as_own: 'yes' });
      expect(own.location).toBe(`/console/platforms/${ID}-2?done=platformCorrected`);
      expect(await savedOf(`${ID}-2`)).toMatchObject({ id: `${ID}-2`, revision: 1 });
      expect((await savedOf(ID)).list.map.externalId).toEqual({ path: '单号' });
    });

    test('without an account it is saved untried, and says so: what it reads is kept for a person', async () => {
      await record('ledger-new');
      const page = await app.keeper.get(address('ledger-new'));
      expect(texts(page, '#no-account')[0]).toContain('没有账号');
      const done = await send('ledger-new', { amount: '金额' });
      expect(done.location).toBe('/console/platforms/ledger-new?done=platformUntried');
      expect(await savedOf('ledger-new')).toMatchObject({ untried: true });
      expect(texts(await app.keeper.get(address('ledger-new')), '#untried')).toHaveLength(1);
      const accountId = await addAccount('ledger-new');
      simulator.pay({ amountFen: 500 });
      const tried = await send('ledger-new', { account: String(accountId) }, '/try');
      expect(texts(tried, '#trial .badge-state')).toEqual(['读到了']);
      expect((await send('ledger-new', {})).location).toContain('platformCorrected');
      expect(await savedOf('ledger-new')).not.toHaveProperty('untried');
    });

    test('nothing but what was recorded here can be corrected', async () => {
      expect((await app.keeper.get(address('sqbpay'))).status).toBe(404);
    });
  },
);
