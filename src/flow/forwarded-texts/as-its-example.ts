import { type TextRule, trimBlanks } from '../../plugin-api/text-rules/index.ts';
import { bodyOf } from './as-written.ts';
import { compiled } from './compile-rules.ts';
import { matchTemplate } from './match-template.ts';

/** The characters that rules made before version 0.2 wrote in one width only. */
const WIDE: readonly (readonly [string, string])[] = [
  ['(', '（'],
  [')', '）'],
  [':', '：'],
];

/**
 * An owner's rule in the very characters of the notification that it was made of. Rules used to be kept with brackets
 * and colons of one width; read to the letter, such a rule would fit nothing any more. One that fits its example, or
 * that no width makes fit, comes back as it is.
 */
export function asItsExample(rule: TextRule, { stacks }: { stacks: boolean }): TextRule {
  const [example] = rule.examples;
  if (!example || rule.titles === 'any') return rule;
  const title = trimBlanks(example.title);
  const body = bodyOf(title, example.text, { stacks });
  const widened = (sources: readonly string[], text: string): string[] =>
    sources.map((source) => variantsOf(source).find((one) => fits(one, text)) ?? source);
  return { ...rule, titles: widened(rule.titles, title), texts: widened(rule.texts, body) };
}

function variantsOf(source: string): string[] {
  const widen = (text: string, pairs: typeof WIDE) =>
    pairs.reduce((wide, [narrow, other]) => wide.replaceAll(narrow, other), text);
  return [source, widen(source, WIDE), widen(source, WIDE.slice(0, 2)), widen(source, WIDE.slice(2))];
}

function fits(source: string, text: string): boolean {
  return matchTemplate(compiled(source), text, { steps: 0 }).length > 0;
}
