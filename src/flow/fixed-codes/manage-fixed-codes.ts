import type { Actor } from '../../shared/actor.ts';
import { inTransaction, isDuplicate } from '../../shared/db.ts';
import type { FieldProblem } from '../../shared/errors.ts';
import { type Fen, formatFen, parseMoney } from '../../shared/money.ts';
import { refuseFields } from '../../shared/refuse-fields.ts';
import { saying } from '../../shared/saying.ts';
import { type Account, type AccountDeps, type Code, codes, onlyAppProblems } from '../accounts/index.ts';
import { tellMoneyRoute } from '../alerts/index.ts';
import { recordDeed } from '../events/index.ts';
import { deleteFixed, type FixedCode, insertFixed, listFixed } from './fixed-code.repository.ts';

/** A picture that was read, and the amount that the owner says is set in it, as he typed it. */
export interface FixedInput {
  amount: string;
  /** The text of the QR code. */
  content: string;
}

/** Of one code. All of them are read for a burst of orders. */
const AT_MOST = 1_000;

type Deps = Pick<AccountDeps, 'db' | 'clock' | 'plugins'>;
type Of = Pick<Account, 'id' | 'pid'>;

/**
 * Adds pictures with amounts set to a code, all of them or none. Refusal 'bad_code' names each wrong one as `amount_0`,
 * `amount_1` ...: no amount, one that the code has already, a picture that says the same as another.
 */
export async function addFixedCodes(
  deps: Deps,
  { id: accountId, pid }: Of,
  code: Code,
  wished: readonly FixedInput[],
  actor: Actor,
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const known = await listFixed(trx, code.id);
    const read = checkAll(deps, code, known, wished);
    const at = deps.clock.now();
    try {
      for (const one of read) await insertFixed(trx, { codeId: code.id, ...one }, at);
    } catch (error) {
      // Somebody else added one in between.
      if (!isDuplicate(error)) throw error;
      throw refuseFields('bad_code', [{ field: 'amount_0', problem: saying('problem.fixedRace') }]);
    }
    await codes.setHasFixed(trx, code.id, true);
    const what = { action: 'code.fix', subject: `code ${code.id}`, accountId };
    await recordDeed(trx, actor, { at, ...what, pid, detail: { fixed: read } });
    await tellMoneyRoute(trx, actor, { ...what, name: code.label, fields: [], now: at });
  });
}

/** An order that is open keeps the amount, and its buyer types it into the code itself. False where there was none. */
export async function removeFixedCode(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  { id: accountId, pid }: Of,
  code: Code,
  amountFen: Fen,
  actor: Actor,
): Promise<boolean> {
  return inTransaction(db, async (trx) => {
    if (!(await deleteFixed(trx, code.id, amountFen))) return false;
    await codes.setHasFixed(trx, code.id, (await listFixed(trx, code.id)).length > 0);
    const what = { action: 'code.unfix', subject: `code ${code.id}`, accountId };
    await recordDeed(trx, actor, { at: clock.now(), ...what, pid, detail: { amountFen } });
    return true;
  });
}

function checkAll(
  deps: Deps,
  code: Code,
  known: readonly FixedCode[],
  wished: readonly FixedInput[],
): Pick<FixedCode, 'amountFen' | 'content'>[] {
  const problems: FieldProblem[] = [];
  const amounts = new Set(known.map(({ amountFen }) => amountFen));
  const contents = new Map(known.map(({ content, amountFen }) => [content, formatFen(amountFen)]));
  const read = wished.map(({ amount, content: given }, at) => {
    const [field, content, amountFen] = [`amount_${at}`, given.trim(), parseMoney(amount.trim())];
    const same = contents.get(content);
    const [foreign] = onlyAppProblems(deps, { style: 'link', content, payTypes: code.payTypes });
    if (amountFen === null) problems.push({ field, problem: saying('problem.fixedAmount') });
    else if (amounts.has(amountFen))
      problems.push({ field, problem: saying('problem.fixedTaken', { amount: formatFen(amountFen) }) });
    else if (content === '' || content.length > 1_000)
      problems.push({ field, problem: saying('problem.fixedUnread') });
    else if (content === code.content) problems.push({ field, problem: saying('problem.fixedIsCode') });
    else if (same !== undefined)
      problems.push({ field, problem: saying('problem.fixedSame', { amount: same }) });
    else if (foreign) problems.push({ field, problem: foreign.problem });
    if (amountFen !== null) {
      amounts.add(amountFen);
      contents.set(content, formatFen(amountFen));
    }
    return { amountFen: amountFen as Fen, content };
  });
  if (wished.length === 0) problems.push({ field: 'pictures', problem: saying('problem.fixedNone') });
  if (known.length + wished.length > AT_MOST)
    problems.push({ field: 'amount_0', problem: saying('problem.fixedTooMany', { most: AT_MOST }) });
  if (problems.length > 0) throw refuseFields('bad_code', problems);
  return read;
}
