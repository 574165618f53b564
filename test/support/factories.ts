import { codes, createAccountRepository, type ListenMode, routing } from '../../src/flow/accounts/index.ts';
import type { Rotation } from '../../src/flow/intake/index.ts';
import { createMerchantRepository, type Merchant, MerchantRules } from '../../src/flow/merchants/index.ts';
import type { OrderTerms } from '../../src/flow/orders/index.ts';
import type { Db } from '../../src/shared/db.ts';
import { fen } from '../../src/shared/money.ts';
import { type PayType, payTypes } from '../../src/shared/pay-type.ts';
import { randomHex } from '../../src/shared/random.ts';
import { createVault } from '../../src/shared/secrets.ts';

/** Rows for tests: each builder makes whatever is missing and can be told the rest. */

export const TEST_APP_KEY = 'the key of all tests, 32 characters';
export const testVault = createVault(TEST_APP_KEY);
export const merchantRepository = createMerchantRepository(testVault);
export const accountRepository = createAccountRepository(testVault);

export async function buildMerchant(
  db: Db,
  options: { rules?: Partial<MerchantRules>; now?: number } = {},
): Promise<Merchant> {
  const merchant = await merchantRepository.create(db, { name: '测试商户', now: options.now ?? 0 });
  const rules = MerchantRules.parse(options.rules ?? {});
  await merchantRepository.saveRules(db, merchant.pid, rules);
  return { ...merchant, rules };
}

export interface AccountOptions {
  login?: string;
  password?: string;
  baseUrl?: string;
  mode?: ListenMode;
  intervalMs?: number;
}

/** An account at 收钱吧; without `baseUrl` it leads nowhere. */
export function buildAccount(db: Db, pid: number, options: AccountOptions = {}): Promise<number> {
  const {
    login = `login-${randomHex(4)}`,
    password = 'pass',
    baseUrl = 'http://127.0.0.1:9',
    mode,
    intervalMs,
  } = options;
  return accountRepository.insert(
    db,
    pid,
    'sqbpay',
    {
      login,
      settings: { username: login, base_url: baseUrl },
      secrets: { password },
      mode: mode ?? 'continuous',
      intervalMs: intervalMs ?? 3_000,
    },
    0,
  );
}

export function buildCode(
  db: Db,
  accountId: number,
  options: { terminal?: string; payTypes?: PayType[]; content?: string } = {},
): Promise<number> {
  const terminal = options.terminal ?? `T-${randomHex(4)}`;
  return codes.insertCode(
    db,
    accountId,
    {
      terminal,
      label: '',
      kind: null,
      payTypes: options.payTypes ?? [...payTypes],
      style: 'link',
      content: options.content ?? `https://qr.example/${terminal}`,
    },
    0,
  );
}

export function buildTerms(
  merchant: Merchant,
  changes: Partial<Omit<OrderTerms, 'moneyFen'>> & { money?: number } = {},
): OrderTerms {
  const { money = 1000, ...rest } = changes;
  return {
    protocol: 'epay',
    pid: merchant.pid,
    outTradeNo: `SN${randomHex(8)}`,
    requestedType: 'wxpay',
    name: 'VIP会员',
    moneyFen: fen(money),
    notifyUrl: 'https://shop.example/notify',
    returnUrl: 'https://shop.example/return?order_id=1',
    param: null,
    ...rest,
  };
}

/** The rotation as the product wires it for 收钱吧: payables are unique per code. */
export const testRotation: Rotation = {
  listRoutable: (trx, pid) => routing.listRoutable(trx, pid, { scopeOf: (code) => `code:${code.id}` }),
  lockTurns: merchantRepository.lockTurns,
  saveTurns: codes.saveTurns,
};
