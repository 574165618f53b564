import type { Saying, SayingValues } from '../../shared/saying.ts';
import type { RuleProblem } from './check-new-rule.ts';

/** What speaks against a rule, to be told to whoever wants to add it. */
export function sayRuleProblem(problem: RuleProblem): Saying {
  return { say: `told.problem.${problem.code}`, with: valuesOf(problem) };
}

function valuesOf(problem: RuleProblem): SayingValues {
  switch (problem.code) {
    case 'reads_near_miss':
    case 'other_reason':
      return { text: `${problem.title} ${problem.text}` };
    case 'reads_for_another':
      return { text: problem.text };
    case 'example_not_read':
      return { why: { say: `told.why.${problem.why}` } };
    case 'too_many_rules':
      return { most: problem.most };
    default:
      return {};
  }
}
