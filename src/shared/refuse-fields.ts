import { type FieldProblem, type Refusal, refuse } from './errors.ts';
import { type Saying, saying } from './saying.ts';

/** Refusals of a form: whatever is wrong stands beside a field. */
type FormRefusal =
  | 'bad_account'
  | 'bad_addresses'
  | 'bad_code'
  | 'bad_merchant'
  | 'bad_notify'
  | 'bad_picture'
  | 'bad_pid'
  | 'bad_recording'
  | 'bad_limits'
  | 'bad_rules'
  | 'bad_settings'
  | 'bad_trial'
  | 'bad_user'
  | 'mismatch'
  | 'picture_too_large'
  | 'too_many_guesses'
  | 'username_taken'
  | 'weak_password'
  | 'wrong_password';

/** A refusal that names each wrong field; its own words are all of theirs. `nameOf`: how a field's problem is told among others. */
export function refuseFields(
  name: FormRefusal,
  fields: FieldProblem[],
  nameOf: (one: FieldProblem) => Saying = ofField,
): Refusal {
  return refuse(name, { problems: inOne(fields.map(nameOf)) }, { fields });
}

/** As refuseFields, for what can be wrong with one field only. */
export function refuseField(name: FormRefusal, field: string, problem: Saying): Refusal {
  return refuse(name, { problems: problem }, { fields: [{ field, problem }] });
}

/** As refuseFields, for a form that was typed as the options of a command. */
export function refuseOptions(options: FieldProblem[]): Refusal {
  const lines = options.map(({ field: option, problem }) => saying('problem.ofOption', { option, problem }));
  return refuse('bad_form.options', { problems: inOne(lines, 'problem.andMoreOptions') });
}

function ofField({ field, problem }: FieldProblem): Saying {
  return saying('problem.ofField', { field, problem });
}

/** One after the other, in one sentence. */
function inOne(
  [one = saying('problem.wrong'), ...others]: Saying[],
  and: 'problem.andMore' | 'problem.andMoreOptions' = 'problem.andMore',
): Saying {
  return others.length === 0 ? one : saying(and, { one, more: inOne(others, and) });
}
