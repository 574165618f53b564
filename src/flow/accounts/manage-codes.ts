import { z } from 'zod';
import type { Platform } from '../../plugin-api/index.ts';
import { codeForOrder } from '../../plugin-host/index.ts';
import { isDuplicate } from '../../shared/db.ts';
import { type FieldProblem, type Refusal, refuse } from '../../shared/errors.ts';
import { fieldProblems } from '../../shared/http.ts';
import { payTypes } from '../../shared/pay-type.ts';
import { refuseFields } from '../../shared/refuse-fields.ts';
import { kept, type Saying, saying } from '../../shared/saying.ts';
import type { Account, Code } from './account.ts';
import {
  type CodeFields,
  findTerminalElsewhere,
  getCode,
  insertCode,
  listCodes,
  updateCode,
} from './code.repository.ts';
import { kindProblem, MAX_TERMINAL, terminalOf } from './code-terminal.ts';
import type { AccountDeps } from './manage-accounts.ts';

const CodeForm = z.object({
  terminal: z
    .string()
    .trim()
    .min(1, 'problem.empty')
    .max(MAX_TERMINAL, 'problem.tooLong')
    .regex(/^\P{Cc}*$/u, 'problem.control'),
  label: z.string().trim().max(100, 'problem.tooLong').default(''),
  payTypes: z
    .array(z.enum(payTypes, 'problem.noSuchPayType'))
    .min(1, 'problem.payTypeMissing')
    .transform((types) => [...new Set(types)]),
  style: z.enum(['link', 'image'], 'problem.notCodeStyle'),
  content: z.string().trim().min(1, 'problem.empty').max(1_000, 'problem.tooLong'),
});

const TRIAL_ORDER = { number: '0'.repeat(32), amountFen: 1 };

/** What a person fills in: a terminal number where receipts name it, a kind where a phone or PC reports. */
export type CodeInput = Omit<CodeFields, 'terminal' | 'kind'> & { terminal?: string; kind?: string | null };

/** Adds a code to an account. Returns its id. Refusal that names each wrong field. */
export async function addCode(deps: AccountDeps, accountId: number, form: CodeInput): Promise<number> {
  const account = await deps.accounts.get(deps.db, accountId);
  const fields = checkCode(deps, account, form, await listCodes(deps.db, [accountId]));
  await refuseSharedTerminal(deps, account, fields);
  try {
    return await insertCode(deps.db, accountId, fields, deps.clock.now());
  } catch (error) {
    throw isDuplicate(error) ? terminalTaken(fields.terminal) : error;
  }
}

/** Writes a changed code. Orders that already show it keep what they remember of it. */
export async function editCode(deps: AccountDeps, id: number, form: CodeInput): Promise<void> {
  const code = await getCode(deps.db, id);
  const account = await deps.accounts.get(deps.db, code.accountId);
  const others = (await listCodes(deps.db, [account.id])).filter((other) => other.id !== id);
  const fields = checkCode(deps, account, form, others);
  await refuseSharedTerminal(deps, account, fields);
  try {
    await updateCode(deps.db, id, fields);
  } catch (error) {
    throw isDuplicate(error) ? terminalTaken(fields.terminal) : error;
  }
}

function checkCode(deps: AccountDeps, account: Account, form: CodeInput, others: Code[]): CodeFields {
  const platform = deps.plugins.get(account.platform);
  const forwarded = platform.listening === 'forwarded' ? platform : null;
  const kindFault = forwarded && kindProblem(forwarded, form.kind, others);
  const terminal =
    forwarded && !kindFault ? terminalOf(forwarded, String(form.kind), account.login) : form.terminal;
  const checked = CodeForm.safeParse({ ...form, terminal: terminal ?? (kindFault ? '-' : '') });
  const problems: FieldProblem[] = checked.success
    ? [
        ...checked.data.payTypes
          .filter((type) => !platform.payTypes.includes(type))
          .map((type) => ({
            field: 'payTypes',
            problem: saying('problem.payTypeNotTaken', { platform: platform.name, type }),
          })),
        ...onlyAppProblems(deps, checked.data),
        ...unfitProblems(platform, form.kind, checked.data),
      ]
    : fieldProblems(checked.error);
  const unmade = forwarded && problems.find(({ field }) => field === 'terminal');
  // Nobody types such a number, so that the form has no field for it.
  if (unmade)
    Object.assign(unmade, {
      field: 'kind',
      problem: saying('problem.terminalOfName', { problem: unmade.problem }),
    });
  if (kindFault) problems.unshift(kindFault);
  if (checked.success && problems.length === 0) {
    return { ...checked.data, kind: forwarded ? String(form.kind) : null };
  }
  throw refuseFields('bad_code', problems);
}

/** Codes that one app alone can read, as the platforms' manifests tell them by how their text begins. */
export function onlyAppProblems(
  { plugins }: Pick<AccountDeps, 'plugins'>,
  code: Pick<CodeFields, 'style' | 'content' | 'payTypes'>,
) {
  if (code.style !== 'link') return [];
  const content = code.content.toLowerCase();
  return plugins.list().flatMap(({ platform }) => {
    const { ownCodes, payTypes: own = [] } = platform ?? {};
    const isOwn = ownCodes?.begins.some((begins) => content.startsWith(begins.toLowerCase()));
    if (!ownCodes || !isOwn || code.payTypes.every((type) => own.includes(type))) return [];
    return [{ field: 'payTypes', problem: kept(ownCodes.help) }];
  });
}

/** An owner's code of a kind that is computed for each order, of which no such code can be made. */
function unfitProblems(
  platform: Platform,
  kindId: string | null | undefined,
  { style, content }: Pick<CodeFields, 'style' | 'content'>,
) {
  const kinds = platform.listening === 'forwarded' ? platform.codeKinds : [];
  const kind = kinds.find(({ id }) => id === kindId);
  if (!kind?.forOrder) return [];
  const made = style === 'link' ? codeForOrder(platform, kind.id, TRIAL_ORDER, content) : null;
  return made === null ? [{ field: 'content', problem: kept(kind.forOrder.unfit) }] : [];
}

/**
 * One login of a platform listed under two names would tell each payment twice, and two orders could be paid by it.
 * Refusal 'duplicate_terminal' where another account of the platform has the terminal that its receipts name.
 */
async function refuseSharedTerminal(
  deps: AccountDeps,
  account: Account,
  { terminal }: CodeFields,
): Promise<void> {
  const platform = deps.plugins.get(account.platform);
  if (platform.listening === 'forwarded' || !platform.terminal.namedByReceipts) return;
  const wanted = { platform: account.platform, terminal, exceptAccountId: account.id };
  const other = await findTerminalElsewhere(deps.db, wanted);
  if (!other) return;
  // Another merchant's login is nobody's business here.
  throw duplicateTerminal(
    terminal,
    other.pid === account.pid
      ? saying('problem.terminalInAccount', { login: other.login })
      : saying('problem.terminalElsewhere'),
  );
}

function terminalTaken(terminal: string): Refusal {
  return duplicateTerminal(terminal, saying('problem.terminalTaken'));
}

function duplicateTerminal(terminal: string, problem: Saying): Refusal {
  return refuse('duplicate_terminal', { terminal, problem }, { fields: [{ field: 'terminal', problem }] });
}
