import type { ForwardedPlatform, Platform } from '../../plugin-api/index.ts';
import { type FieldProblem, Refusal } from '../../shared/errors.ts';
import { kept } from '../../shared/saying.ts';
import type { Code } from './account.ts';

/**
 * The terminal number of a code whose payments a phone or PC reports, as users of the original program have it:
 * platform, the kind's number, "#", the account's name. Source: docs/reference/mpay-v1.md, section 3.
 */
export function terminalOf(
  platform: Pick<ForwardedPlatform, 'id' | 'codeKinds'>,
  kindId: string,
  login: string,
): string {
  const kind = platform.codeKinds.find((one) => one.id === kindId);
  if (!kind)
    throw new Refusal('bad_code', `${platform.id} 没有 ${kindId} 这种码`, {
      fields: [{ field: 'kind', message: '没有这种码' }],
    });
  return `${platform.id}${kind.number}#${login}`;
}

/** True for codes whose picture only their own app can read, so that it is shown as it is. */
export function hasOwnShape(platform: Platform, kindId: string | null | undefined): boolean {
  return (
    platform.listening === 'forwarded' &&
    platform.codeKinds.some(({ id, ownShape }) => id === kindId && ownShape)
  );
}

export const MAX_TERMINAL = 100;

/** How long an account's name may be, so that the terminal number of any kind of code can be made of it. */
export function longestLogin(platform: Pick<ForwardedPlatform, 'id' | 'codeKinds'>): number {
  const prefixes = platform.codeKinds.map(({ id }) => terminalOf(platform, id, '').length);
  return MAX_TERMINAL - Math.max(0, ...prefixes);
}

/** What is wrong with adding a code of this kind to those that the account has; null when nothing is. */
export function kindProblem(
  platform: Pick<ForwardedPlatform, 'codeKinds' | 'notTogether'>,
  kindId: string | null | undefined,
  others: Pick<Code, 'kind'>[],
): FieldProblem | null {
  const kind = platform.codeKinds.find((one) => one.id === kindId);
  if (!kind) {
    const names = platform.codeKinds.map(({ id, name }) => `${id}（${name.zh}）`).join('、');
    return { field: 'kind', problem: kept(`请选择码的种类：${names}`) };
  }
  for (const group of platform.notTogether.filter((ids) => ids.includes(kind.id))) {
    const clash = others.find((other) => other.kind !== kind.id && group.includes(other.kind ?? ''));
    if (!clash) continue;
    const name = platform.codeKinds.find(({ id }) => id === clash.kind)?.name.zh ?? clash.kind;
    return {
      field: 'kind',
      problem: kept(
        `手机分不清${kind.name.zh}和${name}的到账通知，一个账号只能放其中一种；请另建一个账号，用另一台手机或电脑监听`,
      ),
    };
  }
  return null;
}
