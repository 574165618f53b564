import { z } from 'zod';
import type { MerchantRules } from '../../flow/merchants/index.ts';
import { MINUTE } from '../../shared/clock.ts';
import { fieldProblems } from '../../shared/http.ts';
import { refuseFields } from '../../shared/refuse-fields.ts';
import type { FormValues } from '../form-values.ts';

/** The rules as the form has them: whole minutes, whole fen. */
export interface RulesInputs {
  lifetime: string;
  grace: string;
  limit: string;
  direction: string;
  round: string;
  hold: string;
  network: string;
  fixed: string;
}

export function rulesInputsOf(rules: MerchantRules): RulesInputs {
  return {
    lifetime: String(Math.round(rules.orderLifetimeMs / MINUTE)),
    grace: String(Math.round(rules.graceMs / MINUTE)),
    limit: String(rules.slotLimitFen),
    direction: rules.slotDirection,
    round: rules.roundPrice,
    hold: String(Math.round(rules.paidHoldMs / MINUTE)),
    network: String(rules.perNetwork),
    fixed: rules.fixedFirst ? 'first' : 'in_turn',
  };
}

/** What was typed; a field that the form did not have stays as it is in `present`. */
export function readRulesInputs(values: FormValues, present: RulesInputs): RulesInputs {
  const typed = Object.keys(present).map((name) => [
    name,
    values[name] ?? present[name as keyof RulesInputs],
  ]);
  return Object.fromEntries(typed) as unknown as RulesInputs;
}

/** Throws Refusal 'bad_rules' that names each wrong field. */
export function toRules(
  inputs: RulesInputs,
): Omit<MerchantRules, 'vmqNotifyUrl' | 'vmqReturnUrl' | 'vmqEpayKey' | 'vmqOneReading' | 'notifyBy'> {
  const whole = (min: number, max: number) =>
    z
      .string()
      .trim()
      .refine((text) => /^\d{1,4}$/.test(text) && Number(text) >= min && Number(text) <= max, {
        error: 'console.merchant.wholeBetween',
        params: { min, max },
      })
      .transform(Number);
  const checked = z
    .object({
      lifetime: whole(1, 24 * 60),
      grace: whole(0, 60),
      limit: whole(0, 999),
      direction: z.enum(['up', 'down'], 'console.merchant.directionMissing'),
      round: z.enum(['when_alone', 'never'], 'console.merchant.directionMissing'),
      hold: whole(2, 60),
      network: whole(0, 99),
      fixed: z.enum(['first', 'in_turn'], 'console.merchant.directionMissing'),
    })
    .refine(({ round, limit }) => round !== 'never' || limit > 0, {
      path: ['limit'],
      error: 'console.merchant.limitForOffset',
    })
    .safeParse(inputs);
  if (!checked.success) throw refuseFields('bad_rules', fieldProblems(checked.error));
  const { lifetime, grace, limit, direction, round, hold, network, fixed } = checked.data;
  return {
    orderLifetimeMs: lifetime * MINUTE,
    graceMs: grace * MINUTE,
    slotLimitFen: limit,
    slotDirection: direction,
    roundPrice: round,
    paidHoldMs: hold * MINUTE,
    perNetwork: network,
    fixedFirst: fixed === 'first',
  };
}
