import type { Descriptor } from '../plugin-host/index.ts';

/** What makes a payment the same payment for the accounts that have some already, or its code the same code. */
export type IdentityPart = 'number' | 'amount' | 'terminal';

/** One of these that is another than it was. Paths, no values. */
export interface IdentityChange {
  part: IdentityPart;
  before: string;
  after: string;
}

/**
 * What is known differently now. An account that goes on with it would take payments that it has for new ones (number),
 * find another amount under a number that it has (amount), or lose the codes that its orders wait at (terminal).
 */
export function identityChanges(before: Descriptor, after: Descriptor): IdentityChange[] {
  const was = identityOf(before);
  const is = identityOf(after);
  return (Object.keys(was) as IdentityPart[])
    .filter((part) => was[part] !== is[part])
    .map((part) => ({ part, before: was[part], after: is[part] }));
}

function identityOf({ list: { map } }: Descriptor): Record<IdentityPart, string> {
  const { externalId, amount, terminal } = map;
  return {
    number: 'path' in externalId ? externalId.path : externalId.join.join(` ${externalId.with} `),
    amount: `${amount.path} (${amount.unit})`,
    terminal: terminal?.path ?? '',
  };
}
