import type { Actor } from '../../shared/actor.ts';
import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { randomDigits } from '../../shared/random.ts';
import type { Code } from '../accounts/index.ts';
import { recordDeed } from '../events/index.ts';
import type { Accepted, OrderIntake } from '../intake/index.ts';
import type { MerchantRepository } from '../merchants/index.ts';
import { INSIDE_SHOP } from './inside-shop.ts';

export interface TrialDeps {
  db: Db;
  clock: Clock;
  merchants: Pick<MerchantRepository, 'get'>;
  intake: Pick<OrderIntake, 'submit'>;
  /** Told of the order, so that listening starts at once. */
  created(accepted: Accepted): void;
}

/** What is tried: one code, by one pay type. `name`: as the buyer, who is the owner himself, reads it on the cashier. */
export interface Trial {
  pid: number;
  code: Pick<Code, 'id' | 'accountId'>;
  payType: PayType;
  moneyFen: Fen;
  name: string;
}

const NUMBER_DIGITS = 16;

/**
 * An order of the owner's own, on that code and no other, whose shop is the house's own: what happens to it is what
 * happens to every order. Returns its trade number. Refusal as of any order that finds no code or no amount: 'no_code',
 * 'all_taken' or 'too_many_open'; nothing is made then.
 */
export async function beginTrial(deps: TrialDeps, trial: Trial, actor: Actor): Promise<string> {
  const { pid, code, payType, moneyFen, name } = trial;
  const merchant = await deps.merchants.get(deps.db, pid);
  const accepted = await deps.intake.submit({
    merchant,
    terms: {
      protocol: 'trial',
      pid,
      outTradeNo: `TRIAL${randomDigits(NUMBER_DIGITS)}`,
      requestedType: payType,
      name,
      moneyFen,
      notifyUrl: INSIDE_SHOP,
      returnUrl: null,
      param: null,
    },
    ...{ sitename: null, clientIp: null, device: null },
    onlyCodeId: code.id,
  });
  deps.created(accepted);
  const { tradeNo } = accepted;
  await deps.db.transaction((trx) =>
    recordDeed(trx, actor, {
      ...{ at: deps.clock.now(), action: 'trial.begin', subject: `order ${tradeNo}`, pid },
      ...{ tradeNo, accountId: code.accountId, detail: { amountFen: moneyFen, payTypes: payType } },
    }),
  );
  return tradeNo;
}
