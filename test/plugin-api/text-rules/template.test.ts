import { describe, expect, test } from 'vitest';
import { parseTemplate } from '../../../src/plugin-api/text-rules/index.ts';

describe('a template', () => {
  test.each([
    ['收款{amount', 'brace'],
    ['收款{sum}元', 'unknown_place'],
    ['收款{?}{amount}', 'unknown_place'],
    ['收款{amount}元{amount}', 'place_twice'],
    ['{tail}收款{amount}', 'tail_not_last'],
    ['{name}{amount}', 'name_without_text_after'],
    ['款{amount}', 'amount_without_text_before'],
    ['{?a|b|c|d|e|f|g|h|i}收款{amount}', 'too_many_choices'],
    ['{?a}b{?a}b{?a}b{?a}b{?a}收款{amount}', 'too_many_choices'],
  ])('%s is refused: %s', (source, problem) => {
    expect(parseTemplate(source)).toBe(problem);
  });
});
