import type { Actor } from '../../shared/actor.ts';
import { type Db, inTransaction } from '../../shared/db.ts';
import type { FieldProblem } from '../../shared/errors.ts';
import { refuseFields } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import { changesBetween } from '../audit/index.ts';
import { clockTime, type Limits } from '../code-limits/index.ts';
import { recordDeed } from '../events/index.ts';
import { type Account, type Code, MIN_HOURLY_BUDGET } from './account.ts';
import { saveCodeLimits } from './code.repository.ts';
import type { AccountDeps } from './manage-accounts.ts';

/** What people do about limits of accounts and codes. Each is written down in the transaction of the deed. */

type Deps = Pick<AccountDeps, 'db' | 'clock' | 'accounts'>;

/** Which orders all codes of the account together take from now on. */
export async function limitAccount(
  { db, clock, accounts }: Deps,
  { id, pid, limits: before }: Pick<Account, 'id' | 'pid' | 'limits'>,
  limits: Limits,
  actor: Actor,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await accounts.saveLimits(trx, id, limits);
    const what = { action: 'account.limits', subject: `account ${id}`, pid, accountId: id };
    const detail = changesBetween(auditable(before), auditable(limits));
    await recordDeed(trx, actor, { at: clock.now(), ...what, detail });
  });
}

/** Which orders the code takes from now on. */
export async function limitCode(
  { db, clock }: Deps,
  { id: accountId, pid }: Pick<Account, 'id' | 'pid'>,
  { id, limits: before }: Pick<Code, 'id' | 'limits'>,
  limits: Limits,
  actor: Actor,
): Promise<void> {
  await inTransaction(db, async (trx) => {
    await saveCodeLimits(trx, id, limits);
    const what = { action: 'code.limits', subject: `code ${id}`, pid, accountId };
    const detail = changesBetween(auditable(before), auditable(limits));
    await recordDeed(trx, actor, { at: clock.now(), ...what, detail });
  });
}

/** How many requests in any hour the account may make from now on; null: as many as its platform bears. Refusal 'bad_account'. */
export async function changeHourlyBudget(
  { db, clock, accounts }: Deps,
  { id, pid, hourlyBudget: before }: Pick<Account, 'id' | 'pid' | 'hourlyBudget'>,
  { hourlyBudget, most }: { hourlyBudget: number | null; most: number },
  actor: Actor,
): Promise<void> {
  refuseBudget(hourlyBudget, most);
  await inTransaction(db, async (trx: Db) => {
    await accounts.saveHourlyBudget(trx, id, hourlyBudget);
    const what = { action: 'account.budget', subject: `account ${id}`, pid, accountId: id };
    const detail = changesBetween({ hourlyBudget: before ?? '' }, { hourlyBudget: hourlyBudget ?? '' });
    await recordDeed(trx, actor, { at: clock.now(), ...what, detail });
  });
}

/** Refusal 'bad_account' for a budget that is too small to find payments, or more than the platform bears. */
export function refuseBudget(hourlyBudget: number | null, most: number): void {
  const min = Math.min(MIN_HOURLY_BUDGET, most);
  const isFine =
    Number.isInteger(hourlyBudget) && Number(hourlyBudget) >= min && Number(hourlyBudget) <= most;
  if (hourlyBudget === null || isFine) return;
  const problem = saying('problem.budgetBetween', { min, max: most });
  throw refuseFields('bad_account', [{ field: 'hourly_budget', problem } satisfies FieldProblem]);
}

function auditable({ hours, ...limits }: Limits): Record<string, unknown> {
  const written = hours && { hoursFrom: clockTime(hours.from), hoursTo: clockTime(hours.to) };
  const shown = Object.entries({ ...limits, ...(written ?? { hoursFrom: '', hoursTo: '' }) });
  return Object.fromEntries(shown.map(([name, value]) => [name, value ?? '']));
}
