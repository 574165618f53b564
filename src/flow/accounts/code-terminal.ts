import type { ForwardedPlatform, Platform } from '../../plugin-api/index.ts';
import { type FieldProblem, refuse } from '../../shared/errors.ts';
import { saying } from '../../shared/saying.ts';
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
  if (!kind) {
    const fields = [{ field: 'kind', problem: saying('problem.noSuchKind') }];
    throw refuse('bad_code.kind', { platform: platform.id, kind: kindId }, { fields });
  }
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
    const kinds = platform.codeKinds.map(({ id, name }) => saying('problem.kindNamed', { id, name }));
    return { field: 'kind', problem: saying('problem.chooseKind', { kinds }) };
  }
  for (const group of platform.notTogether.filter((ids) => ids.includes(kind.id))) {
    const clash = others.find((other) => other.kind !== kind.id && group.includes(other.kind ?? ''));
    if (!clash) continue;
    const other = platform.codeKinds.find(({ id }) => id === clash.kind)?.name ?? String(clash.kind);
    return { field: 'kind', problem: saying('problem.kindsClash', { kind: kind.name, other }) };
  }
  return null;
}
