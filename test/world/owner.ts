import { codes, editAccount, switchAccount, switchCode } from '../../src/flow/accounts/index.ts';
import { changeRules, renewKey } from '../../src/flow/merchants/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import {
  assignByHand,
  closeByHand,
  completeByHand,
  setAsideByHand,
} from '../../src/flow/settlement/index.ts';
import { confirmByHand, listUnconfirmed, ruleToConfirm } from '../../src/flow/text-rules/index.ts';
import type { Services } from '../../src/services.ts';
import { terminal } from '../../src/shared/actor.ts';
import { Refusal } from '../../src/shared/errors.ts';
import { BillPlatform } from './bill-platform.ts';
import type { Machine } from './machine.ts';
import { PollingPlatform } from './platform.ts';
import type { Shop } from './shop.ts';
import type { Surroundings } from './surroundings.ts';
import { giveUp, placeOf, type Till, type TrueOrder, type TruePayment, yuan } from './truth.ts';

const SECOND = 1_000;
/** Two entries of one amount so close together may be the same payment. */
const NEAR_MS = 600 * SECOND;

/** What an owner does, each with how often. */
const DEEDS = [
  ...['complete', 'assign', 'assign', 'assign', 'setAside', 'close', 'resend', 'resend'],
  ...['code', 'account', 'key', 'rules', 'revive'],
] as const;

interface OwnerDeps extends Surroundings {
  machine: Machine;
  shops: readonly Shop[];
  tills: readonly Till[];
}

/**
 * The owner at his console: says what was paid, gives money that fits nothing to the order of whoever paid it, closes,
 * tells shops again, switches things off and on again, renews keys and changes rules. He knows who paid, and errs in nothing.
 */
export class Owner {
  readonly done: Record<string, number> = {};
  private readonly off: (() => Promise<void>)[] = [];
  private isBusy = false;

  constructor(private readonly deps: OwnerDeps) {}

  async doSomething(): Promise<void> {
    const { dice } = this.deps;
    if (this.isBusy || !this.deps.machine.isUp) return;
    this.isBusy = true;
    try {
      const deed = dice.pick(DEEDS);
      if (await this[deed]()) this.done[deed] = (this.done[deed] ?? 0) + 1;
    } finally {
      this.isBusy = false;
    }
  }

  /** Switches all on again that he switched off, or that stopped; each code has its turn, so that each account is asked. */
  async calm(): Promise<void> {
    for (const on of this.off.splice(0)) await on();
    while (await this.revive());
    for (const { pid } of this.deps.shops) {
      await this.attempt(`lets M${pid} take each code in its turn`, async (services) =>
        changeRules(
          services,
          await services.merchants.get(services.db, pid),
          { fixedFirst: false },
          terminal,
        ),
      );
    }
  }

  /**
   * Carries a deed out; false: it was refused, or the machine died over it, so that nobody knows whether it was done.
   * `refused`: told when it surely was not.
   */
  private async attempt(
    words: string,
    deed: (services: Services) => Promise<unknown>,
    refused: () => void = () => {},
  ): Promise<boolean> {
    const { truth, machine } = this.deps;
    try {
      const isDone = (await machine.use((services) => deed(services).then(() => true))) === true;
      truth.tell(() => `the owner ${words}${isDone ? '' : ', and the machine dies over it'}`);
      return isDone;
    } catch (error) {
      if (!(error instanceof Refusal) && !machine.mayFail) truth.wrong(`the owner ${words}: ${error}`);
      truth.tell(() => `the owner ${words}: ${(error as Refusal).code ?? error}`);
      refused();
      return false;
    }
  }

  private anOrder(fits: (order: TrueOrder) => boolean): (TrueOrder & { tradeNo: string }) | null {
    const fitting = this.deps.truth.orders.filter((one) => one.tradeNo !== null && fits(one));
    return fitting.length === 0 ? null : (this.deps.dice.pick(fitting) as TrueOrder & { tradeNo: string });
  }

  private complete(): Promise<boolean> {
    const order = this.anOrder(({ creditedAt }) => creditedAt === null);
    if (!order) return Promise.resolve(false);
    const before = order.byHand;
    order.byHand = true;
    return this.attempt(
      `completes ${order.number}`,
      (services) => completeByHand(services.settlement, order.tradeNo, terminal),
      () => {
        order.byHand = before;
      },
    );
  }

  private async assign(): Promise<boolean> {
    const { truth } = this.deps;
    const found = await this.aReceipt();
    if (!found?.payment.order?.tradeNo || found.payment.order.creditedAt !== null) return false;
    const { order } = found.payment;
    const before = order.byHand;
    order.byHand = true;
    truth.tell(() => `payment ${found.payment.id} waits for a person`);
    return this.attempt(
      `gives receipt ${found.id} to ${order.number}`,
      (services) => assignByHand(services.settlement, found.id, String(order.tradeNo), terminal),
      () => {
        order.byHand = before;
      },
    );
  }

  private async setAside(): Promise<boolean> {
    const found = await this.aReceipt();
    if (!found || found.payment.order !== null) return false;
    return this.attempt(`puts receipt ${found.id} aside`, async (services) =>
      setAsideByHand(services, await receipts.getReceipt(services.db, found.id), terminal),
    );
  }

  /** Says of a payment that he knows: this is money, and whatever is worded like it. */
  async confirmRule(): Promise<boolean> {
    const { machine, truth, timeline, tills } = this.deps;
    const waiting = await machine.use(({ db }) => listUnconfirmed(db, 'all', 500));
    for (const receipt of (waiting ?? []).reverse()) {
      const till = tills.find(({ accountId }) => accountId === receipt.accountId);
      const rule = ruleToConfirm(receipt);
      const fitting = truth.payments.filter((one) => one.till === till && isLike(one, receipt));
      const [payment] = fitting;
      if (!till || rule === null || !payment || fitting.length > 1 || payment.order?.creditedAt != null)
        continue;
      // Given to its order by hand before, it would be a second one.
      if (till.confirmedAt !== null || payment.order?.byHand) continue;
      till.confirmedAt = timeline.now();
      const isDone = await this.attempt(
        `confirms ${rule} for ${till.name}, by payment ${payment.id}`,
        (services) => confirmByHand(services, receipt, rule, terminal),
      );
      if (isDone) payment.isUnconfirmed = false;
      return isDone;
    }
    return false;
  }

  /** A receipt that waits for a person, with what it is; null: none that he can tell. */
  private async aReceipt(): Promise<{ id: number; payment: TruePayment } | null> {
    const { machine, truth, dice, tills } = this.deps;
    const all = await machine.use(({ db }) => receipts.listReceipts(db, {}, 500));
    const isThere = (id: number, there: number) => placeOf(id, tills) === placeOf(there, tills);
    const isNear = (one: { paidAt: number }, at: number) => Math.abs(one.paidAt - at) < NEAR_MS;
    const known = (all ?? []).flatMap(({ id, accountId, amountFen, externalId, paidAt, state }) => {
      if (state !== 'unmatched') return [];
      const fitting = truth.payments.filter(
        (one) =>
          isThere(one.till.accountId, accountId) &&
          (one.externalId === null || one.externalId === externalId) &&
          isLike(one, { amountFen, paidAt }),
      );
      // Of two alike he can't tell which it is either; and what his wallet has once he gives once.
      const isElsewhere = (all ?? []).some(
        (one) =>
          one.id !== id &&
          isThere(one.accountId, accountId) &&
          one.amountFen === amountFen &&
          isNear(one, paidAt),
      );
      return fitting.length === 1 && fitting[0] && !isElsewhere ? [{ id, payment: fitting[0] }] : [];
    });
    return known.length === 0 ? null : dice.pick(known);
  }

  private async close(): Promise<boolean> {
    const order = this.anOrder(({ creditedAt, payments }) => creditedAt === null && payments.length === 0);
    if (!order) return false;
    giveUp(order, this.deps.timeline.now());
    const isDone = await this.attempt(`closes ${order.number}`, (services) =>
      closeByHand(services, order.tradeNo, order.graceMs, terminal),
    );
    return isDone;
  }

  private async resend(): Promise<boolean> {
    const order = this.anOrder(({ payments }) => payments.length > 0);
    if (!order) return false;
    // It waits for the shop, which may say nothing for long.
    void this.attempt(`tells the shop again of ${order.number}`, ({ notifier }) =>
      notifier.resend(order.tradeNo, terminal),
    );
    return true;
  }

  private async code(): Promise<boolean> {
    const { tills, dice, machine } = this.deps;
    if (tills.length === 0) return false;
    const till = dice.pick(tills);
    const account = { id: till.accountId, pid: till.pid };
    const all = await machine.use(({ db }) => codes.listCodes(db, [till.accountId]));
    const code = all?.find(({ content }) => content === till.content);
    if (!code) return false;
    const turn = (enabled: boolean) =>
      this.attempt(`switches the code ${till.name} ${enabled ? 'on' : 'off'}`, ({ accountDeps }) =>
        switchCode(accountDeps, account, code.id, enabled, terminal),
      );
    return this.offForAWhile(turn);
  }

  private async account(): Promise<boolean> {
    const { tills, dice } = this.deps;
    if (tills.length === 0) return false;
    const till = dice.pick(tills);
    const account = { id: till.accountId, pid: till.pid };
    const turn = (enabled: boolean) =>
      this.attempt(`switches the account of ${till.name} ${enabled ? 'on' : 'off'}`, ({ accountDeps }) =>
        switchAccount(accountDeps, account, enabled, terminal),
      );
    return this.offForAWhile(turn);
  }

  private async offForAWhile(turn: (enabled: boolean) => Promise<boolean>): Promise<boolean> {
    const { dice, timeline } = this.deps;
    const isOff = await turn(false);
    let isOn = false;
    const on = async () => {
      if (isOn) return;
      isOn = true;
      // The machine may be down, or die over it: he tries until it is done.
      while (!(await turn(true))) await timeline.pause(5 * SECOND);
    };
    this.off.push(on);
    timeline.after(dice.between(20, 200) * SECOND, () => void on());
    return isOff;
  }

  /** Enters the password of an account anew that was stopped, as its page asks for. */
  private async revive(): Promise<boolean> {
    const { machine } = this.deps;
    const all = await machine.use(({ accounts, db }) => accounts.list(db));
    const [stopped] = (all ?? []).filter(({ health }) => health === 'stopped');
    if (!stopped) return false;
    const { id, platform, login, mode, intervalMs } = stopped;
    const base_url = platform === 'till' ? BillPlatform.origin : PollingPlatform.origin;
    const settings = { password: 'p', base_url };
    return this.attempt(`enters the login of account ${id} anew`, ({ accountDeps }) =>
      editAccount(accountDeps, id, { login, mode, intervalMs, settings }),
    );
  }

  private async key(): Promise<boolean> {
    const { shops, dice, machine, timeline } = this.deps;
    const shop = dice.pick(shops);
    shop.isKeyDue = true;
    const isDone = await this.attempt(`renews the key of M${shop.pid}`, (services) =>
      renewKey(services, shop.pid, 'key', terminal),
    );
    await timeline.pause(dice.between(0, 30) * SECOND);
    // He copies the key that the page shows, whatever came of it.
    for (;;) {
      const merchant = await machine.use(({ merchants, db }) => merchants.get(db, shop.pid));
      if (merchant) {
        shop.takeKey(merchant.key);
        return isDone;
      }
      await timeline.pause(5 * SECOND);
    }
  }

  private async rules(): Promise<boolean> {
    const { shops, dice } = this.deps;
    const { pid } = dice.pick(shops);
    const changes = {
      orderLifetimeMs: dice.between(1, 6) * 60 * SECOND,
      slotLimitFen: dice.pick([3, 20, 99]),
      slotDirection: dice.pick(['up', 'down'] as const),
      roundPrice: dice.pick(['when_alone', 'never'] as const),
      perNetwork: dice.pick([0, 2, 5]),
      notifyBy: dice.pick(['get', 'post'] as const),
    };
    return this.attempt(
      `changes rules of M${pid}: ${yuan(changes.slotLimitFen)} ${changes.slotDirection}`,
      async (services) =>
        changeRules(services, await services.merchants.get(services.db, pid), changes, terminal),
    );
  }
}

function isLike(payment: TruePayment, told: { amountFen: number; paidAt: number }): boolean {
  return payment.amountFen === told.amountFen && Math.abs(payment.at - told.paidAt) < NEAR_MS;
}
