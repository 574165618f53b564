import type { Refusal } from '../../src/shared/errors.ts';

/** The refusals that the product has made since somebody last took them, the oldest first. */
let made: Refusal[] = [];

/**
 * `shared/errors.ts` with a `refuse` that is listened to, for `vi.mock`: on a page a refusal is words only, and many of
 * them have their words from a field's problem.
 */
export function recording<Errors extends Pick<typeof import('../../src/shared/errors.ts'), 'refuse'>>(
  errors: Errors,
): Errors {
  const refuse = (...given: unknown[]) => {
    const refusal: Refusal = (errors.refuse as (...all: unknown[]) => Refusal)(...given);
    made.push(refusal);
    return refusal;
  };
  return { ...errors, refuse };
}

export function takeMade(): Refusal[] {
  const taken = made;
  made = [];
  return taken;
}
