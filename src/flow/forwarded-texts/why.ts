import type { Why } from '../../plugin-api/text-rules/index.ts';

const FOR_A_PERSON: ReadonlySet<Why> = new Set<Why>([
  ...(['ambiguous', 'doubtful_name', 'doubtful_tail', 'unknown_tail', 'unseen_marks'] as const),
  ...(['unknown_title', 'unknown_text', 'no_amount', 'too_long', 'hidden', 'foreign_money'] as const),
]);

/** Whether money may stand behind the text, so that a person should see it rather than have it put away. */
export function wantsAPerson(why: Why): boolean {
  return FOR_A_PERSON.has(why);
}
