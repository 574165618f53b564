import { addCode } from '../flow/accounts/index.ts';
import type { PayType } from '../shared/pay-type.ts';
import { recordAudit } from '../users/index.ts';
import { oneOf, readOptions, required, wholeNumber } from './options.ts';
import { withServices } from './with-house.ts';

export async function codeAdd(args: string[]): Promise<{ id: number }> {
  const { options } = readOptions(args, [
    'account',
    'terminal',
    'kind',
    'style',
    'content',
    'label',
    'types',
  ]);
  const accountId = wholeNumber('account', required(options, 'account'));
  const style = oneOf('style', options.style ?? 'link', ['link', 'image']);
  const content = required(options, 'content');
  return withServices(async ({ db, clock, accounts, accountDeps, plugins }) => {
    const account = await accounts.get(db, accountId);
    const all = plugins.get(account.platform).payTypes;
    const payTypes = (options.types?.split(',') ?? [...all]) as PayType[];
    const named =
      options.kind === undefined ? { terminal: required(options, 'terminal') } : { kind: options.kind };
    const id = await addCode(accountDeps, accountId, {
      ...named,
      label: options.label ?? '',
      payTypes,
      style,
      content,
    });
    await recordAudit(db, {
      at: clock.now(),
      actor: 'terminal',
      action: 'code.add',
      subject: `code ${id}`,
      detail: { accountId, ...named, style, content, payTypes },
      ip: null,
    });
    return { id };
  });
}
