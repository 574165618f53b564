import { type Refusal, refuse } from '../../shared/errors.ts';
import { type Saying, saying } from '../../shared/saying.ts';

/** Why a file is no package, where there is nothing more to say of it. */
type Plainly =
  | 'notAnArchive'
  | 'notRead'
  | 'tooMany'
  | 'link'
  | 'path'
  | 'tooLarge'
  | 'noCode'
  | 'codeTooLarge'
  | 'noFile';

export function badPackage(why: Plainly | Saying): Refusal {
  return refuse('bad_package', { problem: typeof why === 'string' ? saying(`plugins.package.${why}`) : why });
}
