import { z } from 'zod';
import { isDuplicate } from '../../shared/db.ts';
import { Refusal } from '../../shared/errors.ts';
import { payTypes } from '../../shared/pay-type.ts';
import type { Account, Code } from './account.ts';
import { type CodeFields, getCode, insertCode, listCodes, updateCode } from './code.repository.ts';
import { kindProblem, terminalOf } from './code-terminal.ts';
import type { AccountDeps } from './manage-accounts.ts';

const CodeForm = z.object({
  terminal: z
    .string()
    .trim()
    .min(1, '不能为空')
    .max(100, '太长，最多 100 个字符')
    .regex(/^\P{Cc}*$/u, '不能有换行等控制字符'),
  label: z.string().trim().max(100, '太长，最多 100 个字符').default(''),
  payTypes: z.array(z.enum(payTypes, '没有这种支付方式')).min(1, '至少选一种支付方式'),
  style: z.enum(['link', 'image'], '只能是 link（链接）或 image（图片）'),
  content: z.string().trim().min(1, '不能为空').max(1_000, '太长，最多 1000 个字符'),
});

/** What a person fills in: a terminal number where receipts name it, a kind where a phone or PC reports. */
export type CodeInput = Omit<CodeFields, 'terminal' | 'kind'> & { terminal?: string; kind?: string | null };

/** Adds a code to an account. Returns its id. Refusal that names each wrong field. */
export async function addCode(deps: AccountDeps, accountId: number, form: CodeInput): Promise<number> {
  const account = await deps.accounts.get(deps.db, accountId);
  const fields = checkCode(deps, account, form, await listCodes(deps.db, [accountId]));
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
  const problems = checked.success
    ? checked.data.payTypes
        .filter((type) => !platform.payTypes.includes(type))
        .map((type) => ({ field: 'payTypes', message: `${platform.name.zh}不收 ${type}` }))
    : checked.error.issues.map((issue) => ({ field: String(issue.path[0]), message: issue.message }));
  if (kindFault) problems.unshift(kindFault);
  if (checked.success && problems.length === 0) {
    return { ...checked.data, kind: forwarded ? String(form.kind) : null };
  }
  const list = problems.map(({ field, message }) => `${field} ${message}`).join('；');
  throw new Refusal('bad_code', list, { fields: problems });
}

function terminalTaken(terminal: string): Refusal {
  const message = '这个终端编号已经有收款码了';
  return new Refusal('duplicate_terminal', `${terminal}：${message}`, {
    status: 409,
    fields: [{ field: 'terminal', message }],
  });
}
