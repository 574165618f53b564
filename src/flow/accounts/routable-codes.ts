import { MINUTE } from '../../shared/clock.ts';
import { type Db, rowsOf } from '../../shared/db.ts';
import { marks } from '../../shared/written-sql.ts';
import { codeDays, type DayUse, hasDayLimit, type Limits, readLimits } from '../code-limits/index.ts';
import type { CodeCandidate, RoutableCode, StandingObstacle } from './account.ts';
import { isHeard, toPayTypes } from './code.repository.ts';

/** What of a code decides whether it may take orders, and where its payables must be unique. */
export interface CodeToRoute {
  id: number;
  accountId: number;
  platform: string;
  /** A device was heard for its account, or the owner wants orders all the same. */
  isHeard: boolean;
}

/** Asked for every burst of orders, so it is written down: knex would make it anew each time. */
const CANDIDATES = `select codes.id, codes.account_id, codes.terminal, codes.kind, codes.pay_types, codes.last_turn,
    codes.has_fixed, codes.enabled, codes.limits, accounts.platform, accounts.settings, accounts.health, accounts.heard_at,
    accounts.takes_unheard, accounts.enabled as account_enabled, accounts.limits as account_limits,
    code_days.unpaid_run, code_days.unpaid_at
  from codes join accounts on accounts.id = codes.account_id
    left join code_days on code_days.code_id = codes.id and code_days.day = ?
  where accounts.pid = ?`;
const ROUTABLE = `${CANDIDATES} and accounts.enabled = ? and codes.enabled = ?
    and accounts.health not in ('stopped', 'silent')`;

/** How codes are judged, by what only others know. */
export interface RoutingFacts {
  /** Where its payables must be unique; null for one that can't take orders. */
  scopeOf(code: CodeToRoute): string | null;
  /** Whether devices tell of a platform's payments; left out: of none's. */
  isForwarded?(platform: string): boolean;
  /** Whether its plugin is there; left out: it is. */
  hasPlugin?(platform: string): boolean;
  /** Whether its buyers type nothing at all; left out: they do. */
  fixesAmount?(code: {
    accountId: number;
    platform: string;
    kind: string | null;
    settings(): Record<string, string>;
  }): boolean;
}

/** The moment of a look, and what it is in the display zone. */
export interface RoutingMoment {
  now: number;
  day: number;
  minute: number;
}

/** So long others go first, once too many orders in a row ran out unpaid. */
export const REST_MS = 10 * MINUTE;

/** The merchant's codes that may take orders. */
export async function listRoutable(
  trx: Db,
  pid: number,
  facts: RoutingFacts,
  at: RoutingMoment = { now: 0, day: 0, minute: 0 },
): Promise<RoutableCode[]> {
  const rows = rowsOf(await trx.raw(ROUTABLE, [at.day, pid, true, true]));
  const found = candidatesOf(rows, facts, at).filter(({ obstacle }) => obstacle === null);
  return withUse(trx, found, at);
}

/** All codes of the merchant, with what keeps orders from them. */
export async function listCandidates(
  trx: Db,
  pid: number,
  facts: RoutingFacts,
  at: RoutingMoment,
): Promise<CodeCandidate[]> {
  const rows = rowsOf(await trx.raw(CANDIDATES, [at.day, pid]));
  return withUse(trx, candidatesOf(rows, facts, at), at);
}

function candidatesOf(
  rows: Record<string, unknown>[],
  { scopeOf, isForwarded = () => false, hasPlugin = () => true, fixesAmount }: RoutingFacts,
  { now, minute }: RoutingMoment,
): CodeCandidate[] {
  const uses = new Map<number, DayUse>();
  return rows.map((row) => {
    const code = { id: Number(row.id), accountId: Number(row.account_id), platform: String(row.platform) };
    const scope = scopeOf({ ...code, isHeard: isHeard(row) });
    const accountUse = uses.get(code.accountId) ?? { count: 0, fen: 0 };
    uses.set(code.accountId, accountUse);
    const limits = readLimits(row.limits);
    const accountLimits = readLimits(row.account_limits);
    const unpaidRun = Number(row.unpaid_run ?? 0);
    const kind = row.kind === null ? null : String(row.kind);
    return {
      ...code,
      obstacle: obstacleOf(row, scope, hasPlugin(code.platform)),
      scope: scope ?? '',
      devicesTell: isForwarded(code.platform),
      terminal: String(row.terminal),
      payTypes: toPayTypes(row.pay_types),
      lastTurn: Number(row.last_turn),
      healthy: row.health === 'ok',
      hasFixed: Boolean(row.has_fixed),
      fixedFen: [],
      fixesAmount:
        fixesAmount?.({ ...code, kind, settings: () => JSON.parse(String(row.settings)) }) ?? false,
      ...{ limits, accountLimits, accountUse, minute, unpaidRun },
      use: { count: 0, fen: 0 },
      rests: isResting([limits, accountLimits], unpaidRun, Number(row.unpaid_at ?? 0), now),
    };
  });
}

function obstacleOf(
  row: Record<string, unknown>,
  scope: string | null,
  hasPlugin: boolean,
): StandingObstacle | null {
  if (!row.account_enabled) return 'account_off';
  if (!row.enabled) return 'code_off';
  if (!hasPlugin) return 'plugin_gone';
  if (row.health === 'stopped' || row.health === 'silent') return row.health;
  return scope === null ? 'unheard' : null;
}

/** The stricter of the code's and its account's word counts. */
function isResting(limits: readonly Limits[], unpaidRun: number, unpaidAt: number, now: number): boolean {
  const after = Math.min(...limits.map(({ coolAfter }) => coolAfter || Number.POSITIVE_INFINITY));
  return unpaidRun >= after && unpaidAt <= now && now < unpaidAt + REST_MS;
}

/**
 * With what each took today, where some limit asks for that. Open orders are read first: one that is paid in between counts
 * twice rather than never.
 */
async function withUse<One extends RoutableCode>(
  trx: Db,
  found: One[],
  { day }: RoutingMoment,
): Promise<One[]> {
  const limited = found.filter((code) => hasDayLimit(code.limits) || hasDayLimit(code.accountLimits));
  if (limited.length === 0) return found;
  const accountIds = [...new Set(limited.map(({ accountId }) => accountId))];
  const text = `select account_id, code_id, count(*) as count, sum(payable_fen) as fen from amount_slots
    where account_id in (${marks(accountIds.length)}) and awaited = ? group by account_id, code_id`;
  const open = rowsOf(await trx.raw(text, [...accountIds, true]));
  const ofAccounts = await trx('codes').whereIn('account_id', accountIds).select('id', 'account_id');
  const paid = await codeDays.paidOn(
    trx,
    day,
    ofAccounts.map(({ id }) => Number(id)),
  );
  const byCode = new Map(found.map((code) => [code.id, code]));
  const byAccount = new Map(found.map((code) => [code.accountId, code.accountUse]));
  const add = (use: DayUse | undefined, more: DayUse) => {
    if (!use) return;
    use.count += more.count;
    use.fen += more.fen;
  };
  for (const row of open) {
    const more = { count: Number(row.count), fen: Number(row.fen) };
    add(byCode.get(Number(row.code_id))?.use, more);
    add(byAccount.get(Number(row.account_id)), more);
  }
  for (const { id, account_id } of ofAccounts) {
    const more = paid.get(Number(id));
    if (!more) continue;
    add(byCode.get(Number(id))?.use, more);
    add(byAccount.get(Number(account_id)), more);
  }
  return found;
}
