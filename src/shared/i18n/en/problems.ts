import type { problems as zh } from '../zh/problems.ts';

export const problems: Record<keyof typeof zh, string> = {
  'problem.empty': 'is required',
  'problem.wrong': 'is not right',
  'problem.tooSmall': '{min} at least',
  'problem.tooBig': '{max} at most',
  'problem.tooLong': 'too long, {max} characters at most',
  'problem.notOneOf': 'must be one of {options}',
  'problem.unknownField': 'there is no such field',
};
