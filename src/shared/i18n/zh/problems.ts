/** What is wrong with one field. */
export const problems = {
  'problem.empty': '不能为空',
  'problem.wrong': '填写不对',
  'problem.tooSmall': '最小 {min}',
  'problem.tooBig': '最大 {max}',
  'problem.tooLong': '太长，最多 {max} 个字符',
  'problem.notOneOf': '只能是 {options} 之一',
  'problem.unknownField': '没有这一项',
} as const;
