import { type Account, type Code, codes } from '../flow/accounts/index.ts';
import { type Alert, findAlert } from '../flow/alerts/index.ts';
import type { Device } from '../flow/devices/index.ts';
import { type ForwardedTextEntry, findText } from '../flow/forwarding/index.ts';
import type { Merchant } from '../flow/merchants/index.ts';
import { type Order, orders, TRADE_NO } from '../flow/orders/index.ts';
import { type Receipt, receipts } from '../flow/receipts/index.ts';
import { type Actor, covers } from '../shared/actor.ts';
import { type Refusal, refuse } from '../shared/errors.ts';
import type { ConsoleDeps } from './console-deps.ts';

/**
 * The one place where the console gets a thing that was named from outside: each is read and proven to be within the
 * actor's scope. What is another's is refused in the very words in which what isn't there is (404), so that nobody
 * learns of it.
 */
export interface Load {
  accountFor(actor: Actor, id: unknown): Promise<Account>;
  /** With its account, which the address names besides. */
  codeFor(actor: Actor, accountId: unknown, id: unknown): Promise<[Account, Code]>;
  orderFor(actor: Actor, tradeNo: unknown): Promise<Order>;
  receiptFor(actor: Actor, id: unknown): Promise<Receipt>;
  merchantFor(actor: Actor, pid: unknown): Promise<Merchant>;
  deviceFor(actor: Actor, id: unknown): Promise<Device>;
  alertFor(actor: Actor, id: unknown): Promise<Alert>;
  /** A forwarded text, with the account that it came for. */
  textFor(
    actor: Actor,
    id: unknown,
  ): Promise<{ text: ForwardedTextEntry & { id: number }; account: Account }>;
  /** True for a code's picture that may be shown: of a code of his, or one that he uploaded just now (`fresh`). */
  isPictureFor(actor: Actor, name: string, fresh: readonly string[]): Promise<boolean>;
}

type Kind = 'account' | 'code' | 'order' | 'receipt' | 'merchant' | 'device' | 'alert' | 'text';

export function createLoad(
  deps: Pick<ConsoleDeps, 'db' | 'clock' | 'accounts' | 'merchants' | 'devices'>,
): Load {
  const { db, accounts, merchants, devices } = deps;

  async function accountFor(actor: Actor, given: unknown): Promise<Account> {
    const id = numberOf(given, 9);
    return prove('account', actor, id === null ? undefined : await accounts.find(db, id));
  }

  return {
    accountFor,

    async codeFor(actor, accountId, given) {
      const account = await accountFor(actor, accountId);
      const id = numberOf(given, 9);
      const code = id === null ? undefined : await codes.findCode(db, id);
      if (code?.accountId !== account.id) throw notThere('code');
      return [account, code];
    },

    async orderFor(actor, tradeNo) {
      const isOne = typeof tradeNo === 'string' && TRADE_NO.test(tradeNo);
      return prove('order', actor, isOne ? await orders.findOrder(db, tradeNo) : undefined);
    },

    async receiptFor(actor, given) {
      const id = numberOf(given, 15);
      return prove('receipt', actor, id === null ? undefined : await receipts.findReceipt(db, id));
    },

    async merchantFor(actor, given) {
      const pid = numberOf(given, 9);
      return prove('merchant', actor, pid === null ? undefined : await merchants.find(db, pid));
    },

    async deviceFor(actor, given) {
      const id = numberOf(given, 9);
      return prove('device', actor, id === null ? undefined : await devices.find(db, id));
    },

    async alertFor(actor, given) {
      const id = numberOf(given, 15);
      return prove('alert', actor, id === null ? undefined : await findAlert(db, id));
    },

    async textFor(actor, given) {
      const id = numberOf(given, 15);
      const text = id === null ? undefined : await findText(db, id);
      const account = text && (await accounts.find(db, text.accountId));
      if (!text || !account || !covers(actor.scope, account.pid)) throw notThere('text');
      return { text, account };
    },

    async isPictureFor(actor, name, fresh) {
      if (fresh.includes(name)) return true;
      for (const { accountId } of await codes.findByPicture(db, name)) {
        const account = await accounts.find(db, accountId);
        if (account && covers(actor.scope, account.pid)) return true;
      }
      return false;
    },
  };
}

function prove<Thing extends { pid: number | null }>(
  kind: Kind,
  { scope }: Actor,
  thing: Thing | undefined,
): Thing {
  if (!thing || !covers(scope, thing.pid)) throw notThere(kind);
  return thing;
}

function notThere(kind: Kind): Refusal {
  // An unknown merchant is what a shop that names none is refused.
  return kind === 'merchant' ? refuse('no_merchant') : refuse(`unknown_${kind}`);
}

/** A whole number of so many digits at most; null for anything else. */
function numberOf(given: unknown, digits: number): number | null {
  const text = String(given ?? '');
  return /^\d+$/.test(text) && text.length <= digits ? Number(text) : null;
}
