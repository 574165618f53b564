import type { Account } from '../../flow/accounts/index.ts';
import { MIN_HOURLY_BUDGET } from '../../flow/accounts/index.ts';
import { listPolls } from '../../flow/listening/index.ts';
import { perHourOf } from '../../plugin-host/index.ts';
import { DAY } from '../../shared/clock.ts';
import type { ToldProblem } from '../../shared/errors.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type SessionTimes, sessionTimes } from './session-times.ts';

/** How often an account was asked in this hour, how often it may be, and how its sessions are. */
export interface RequestsCard {
  action: string;
  used: number;
  budget: number;
  reserved: number;
  /** When the regular questions go on; ms, null: they do now. */
  freeAt: number | null;
  /** In the last day the budget slowed it down. */
  isTight: boolean;
  /** What the owner allows; '' for what the platform bears. */
  text: string;
  most: number;
  least: number;
  problems: ToldProblem[];
  times: SessionTimes;
}

export async function requestsCard(
  deps: Pick<ConsoleDeps, 'db' | 'clock' | 'plugins' | 'budgetOf' | 'loginsOf'>,
  account: Account,
  { typed = null, problems = [] }: { typed?: string | null; problems?: ToldProblem[] } = {},
): Promise<RequestsCard> {
  const { used, budget, reserved, freeAt } = await deps.budgetOf(account);
  const poll = (await listPolls(deps.db, [account.id])).get(account.id);
  const most = perHourOf(deps.plugins.find(account.platform));
  const now = deps.clock.now();
  return {
    ...{ action: `/console/accounts/${account.id}/budget`, used, budget, reserved, freeAt, problems },
    isTight: poll !== undefined && poll.tightAt > now - DAY && poll.tightAt <= now,
    text: typed ?? (account.hourlyBudget === null ? '' : String(account.hourlyBudget)),
    most,
    least: Math.min(MIN_HOURLY_BUDGET, most),
    times: await sessionTimes(deps, account),
  };
}
