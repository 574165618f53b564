import { afterEach, describe, expect, test } from 'vitest';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import type { Order } from '../../src/flow/orders/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { settleLeftovers } from '../../src/flow/settlement/index.ts';
import { MINUTE, SECOND } from '../../src/shared/clock.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { databases } from '../support/database.ts';
import { acceptMerchantKey, type Forwarder, forwarderOf, hearOnce } from '../support/forwarder.ts';
import { payableOf, startApp, type TestApp } from '../support/start-app.ts';

/*
 * A V免签 app tells of all wallets of its merchant and names none; a phone or a PC tells of one of them, too. Whichever tells
 * first: money of that wallet stands once in the books, and pays no order that waits at another one.
 */
describe.each(databases.filter(({ available }) => available))(
  'an app of several accounts beside a phone of one, on $name',
  ({ name }) => {
    let app: TestApp;
    let phone: Forwarder;
    /** Of which the app alone tells, and of which the phone tells too. */
    let apps = 0;
    let phones = 0;
    afterEach(() => app.stop());

    async function start({ first = 'phones' }: { first?: 'apps' | 'phones' } = {}): Promise<void> {
      app = await startApp(name, { terminals: [], rules: { orderLifetimeMs: MINUTE, graceMs: 0 } });
      const wallet = async (login: string) => {
        const form = { login, mode: 'continuous' as const, intervalMs: 3 * SECOND, settings: {} };
        const id = await addAccount(app.services.accountDeps, app.merchant.pid, 'wxpay', form);
        const code = { kind: 'personal', label: '', payTypes: ['wxpay' as const], style: 'link' as const };
        await addCode(app.services.accountDeps, id, { ...code, content: `wxp://${login}` });
        await hearOnce(app, id);
        return id;
      };
      if (first === 'apps') apps = await wallet('只有App');
      phones = await wallet('有手机');
      if (first === 'phones') apps = await wallet('只有App');
      await acceptMerchantKey(app, phones);
      phone = forwarderOf(app, phones);
      await phone.heartbeat();
      await heartbeat();
    }

    const appKey = () => app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
    async function call(what: 'appHeart' | 'appPush', params: Record<string, string>) {
      app.clock.advance(1);
      const signed = { t: String(app.clock.now()), ...params };
      const sign = vmqSign(what, signed, await appKey());
      const answer = await fetch(`${app.url}/${what}?${new URLSearchParams({ ...signed, sign })}`);
      expect(await answer.json()).toMatchObject({ code: 1 });
    }
    const heartbeat = () => call('appHeart', {});
    const appTells = (price: string) => call('appPush', { type: '1', price });
    const phoneTells = (price: string, device = 'Pixel') =>
      phone.push({ msg: `个人收款码到账¥${price}`, device });
    const awake = async (ms: number) => {
      for (let left = ms; left > 0; left -= 20 * SECOND) {
        app.clock.advance(Math.min(left, 20 * SECOND));
        await phone.heartbeat();
        await heartbeat();
      }
      await app.tick();
    };
    const orderAt = async (accountId: number, money: string): Promise<Order> => {
      const { accounts } = app.services;
      for (const id of [apps, phones]) await accounts.setEnabled(app.place.db, id, id === accountId);
      const order = await app.order({ money });
      for (const id of [apps, phones]) await accounts.setEnabled(app.place.db, id, true);
      expect(order.placement?.accountId).toBe(accountId);
      return order;
    };
    const state = async ({ tradeNo }: Order) => (await app.find(tradeNo)).state;
    /** Oldest first: of which account, and what became of it. */
    const books = async () =>
      (await receipts.listReceipts(app.place.db, {}, 20))
        .reverse()
        .map(({ accountId, state, reason }) => [accountId === phones ? 'phone' : 'app', state, reason]);
    /** The other devices had the time to tell. */
    const waited = () => app.tick(11 * SECOND);

    test('a late buyer of the phone’s wallet, told by the app first: no order at the other wallet has it', async () => {
      await start();
      const late = await orderAt(phones, '9.90');
      await awake(3 * MINUTE);
      const waiting = await orderAt(apps, '9.90');
      expect(payableOf(waiting)).toBe(payableOf(late));
      await awake(20 * SECOND);
      await appTells('9.90');
      app.clock.advance(SECOND);
      await phoneTells('9.90');
      await waited();
      expect([await state(late), await state(waiting)]).toEqual(['expired', 'pending']);
      expect(await books()).toEqual([
        ['app', 'set_aside', 'same_payment'],
        ['phone', 'unmatched', 'paid_after_grace'],
      ]);
      // Told again so long after that it may be another one, it is one of that wallet.
      await appTells('9.90');
      await waited();
      expect((await books()).slice(2)).toEqual([['phone', 'unmatched', 'told_again']]);
      expect(await state(waiting)).toBe('pending');
    });

    test('the same where a PC tells, with its own word only', async () => {
      await start();
      const waiting = await orderAt(apps, '9.80');
      await phone.pushPc('1.23');
      await awake(20 * SECOND);
      await appTells('9.80');
      app.clock.advance(SECOND);
      await phone.pushPc('9.80');
      await waited();
      expect(await state(waiting)).toBe('pending');
      expect((await books()).slice(1)).toEqual([
        ['app', 'set_aside', 'same_payment'],
        ['phone', 'unmatched', 'no_order'],
      ]);
    });

    test('what the app alone tells is its order’s once the phone had the time to tell', async () => {
      await start();
      const waiting = await orderAt(apps, '9.70');
      await awake(20 * SECOND);
      await appTells('9.70');
      await app.tick(5 * SECOND);
      // A start in between finishes what a crash left, and not this.
      await settleLeftovers(app.services.settlement, { at: 'start' });
      expect(await state(waiting)).toBe('pending');
      await app.tick(6 * SECOND);
      expect(await state(waiting)).toBe('paid');
      expect(await books()).toEqual([['app', 'used', null]]);
    });

    test('orders of one amount at both wallets: the phone’s word pays its own at once, and nobody has to look', async () => {
      await start();
      const [mine, other] = [await orderAt(phones, '9.60'), await orderAt(apps, '9.60')];
      await awake(20 * SECOND);
      await appTells('9.60');
      app.clock.advance(SECOND);
      await phoneTells('9.60');
      await app.tick();
      expect([await state(mine), await state(other)]).toEqual(['paid', 'pending']);
      await waited();
      expect(await state(other)).toBe('pending');
      expect((await books()).filter(([, what]) => what === 'unmatched')).toEqual([]);
    });

    test('the phone first, the app a moment later: the order at the other wallet does not have it', async () => {
      await start({ first: 'apps' });
      const [mine, other] = [await orderAt(phones, '9.50'), await orderAt(apps, '9.50')];
      await awake(20 * SECOND);
      await phoneTells('9.50');
      app.clock.advance(SECOND);
      await appTells('9.50');
      await waited();
      expect([await state(mine), await state(other)]).toEqual(['paid', 'pending']);
      expect(await books()).toEqual([
        ['phone', 'used', null],
        ['app', 'set_aside', 'same_payment'],
      ]);
    });

    test('both wallets are paid at once, and the app tells of two: what the phone does not prove is for a person', async () => {
      await start({ first: 'apps' });
      const [mine, other] = [await orderAt(phones, '9.40'), await orderAt(apps, '9.40')];
      await awake(20 * SECOND);
      await appTells('9.40');
      app.clock.advance(2 * SECOND);
      await appTells('9.40');
      await phoneTells('9.40');
      await waited();
      expect([await state(mine), await state(other)]).toEqual(['paid', 'pending']);
      expect(await books()).toContainEqual(['app', 'unmatched', 'several_accounts']);
    });

    test('a phone that tells when the order at the other wallet was given out: one payment, for a person to look at', async () => {
      await start();
      const waiting = await orderAt(apps, '9.30');
      await awake(20 * SECOND);
      await appTells('9.30');
      await waited();
      expect(await state(waiting)).toBe('paid');
      await awake(20 * SECOND);
      await phoneTells('9.30');
      await phoneTells('9.30', 'Mi');
      await app.tick();
      expect(await books()).toEqual([
        ['app', 'used', null],
        ['phone', 'unmatched', 'counted_elsewhere'],
      ]);
      // An order that waits there is paid by what its own phone tells, whatever the app told.
      const next = await orderAt(phones, '9.20');
      const elsewhere = await orderAt(apps, '9.20');
      await awake(20 * SECOND);
      await phoneTells('9.20');
      await app.tick();
      expect([await state(next), await state(elsewhere)]).toEqual(['paid', 'pending']);
    });

    test('money that no order waits for stands once, whichever wallet is the first', async () => {
      await start({ first: 'apps' });
      await appTells('5.55');
      app.clock.advance(SECOND);
      await phoneTells('5.55');
      await waited();
      expect(await books()).toEqual([
        ['app', 'set_aside', 'same_payment'],
        ['phone', 'unmatched', 'no_order'],
      ]);
    });

    test('an app that never told what that phone tells does not hear its wallet: nobody waits for it', async () => {
      await start();
      for (const price of ['1.01', '1.02', '1.03']) {
        await phoneTells(price);
        await awake(20 * SECOND);
      }
      const waiting = await orderAt(apps, '9.10');
      await awake(20 * SECOND);
      await appTells('9.10');
      await app.tick();
      expect(await state(waiting)).toBe('paid');
    });

    test('its life says nothing of a wallet that it does not hear: what was paid there while that one’s devices slept is no younger order’s', async () => {
      await start();
      for (const price of ['1.11', '1.12', '1.13']) {
        await phone.pushPc(price);
        app.clock.advance(MINUTE);
      }
      const older = await orderAt(phones, '50.00');
      expect(payableOf(older)).toBe('50.00');
      for (let minute = 0; minute < 12; minute++) {
        app.clock.advance(MINUTE);
        await heartbeat();
        await app.tick();
        await app.house.scheduler()?.run('release-slots');
      }
      const younger = await orderAt(phones, '50.00');
      await phone.pushPc('50.00');
      await app.tick();
      expect(await state(younger)).toBe('pending');
      // Its amount stayed taken while nobody could have told of it.
      expect(payableOf(younger)).not.toBe('50.00');
    });

    test('it hears the wallet, and was off for a while in which the PC slept: what the PC tells on waking may be of that while', async () => {
      await start();
      const sold = await orderAt(phones, '20.00');
      await appTells('20.00');
      await phone.pushPc('20.00');
      await waited();
      expect(await state(sold)).toBe('paid');
      await awake(MINUTE);
      const older = await orderAt(phones, '50.00');
      expect(payableOf(older)).toBe('50.00');
      app.clock.advance(4 * MINUTE);
      await app.tick();
      for (let minute = 0; minute < 15; minute++) {
        await awake(MINUTE);
        await app.house.scheduler()?.run('release-slots');
      }
      const younger = await orderAt(phones, '50.00');
      expect(payableOf(younger)).toBe('50.00');
      await phone.pushPc('50.00');
      await waited();
      expect(await state(younger)).toBe('pending');
      expect((await books()).at(-1)).toEqual(['phone', 'unmatched', 'phone_away']);
    });
  },
);
