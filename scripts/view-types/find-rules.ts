/** What no template does: a number, a choice of rows, a state is worked out by the one who builds its page. */
const forbidden: readonly { what: string; pattern: RegExp }[] = [
  { what: 'arithmetic', pattern: / [-+*/%] |\+\+|--|[-+*/]=|\bMath\./ },
  { what: 'a limit', pattern: / (?:<=|>=|<) | > (?![01]\b)/ },
  { what: 'a function', pattern: /=>|\bfunction\b/ },
  { what: 'a pattern', pattern: /\.(?:match|test|exec|replace|replaceAll|split)\(|[(=,] ?\/[^/*\s]/ },
  { what: 'a choice among rows', pattern: /\.(?:find|filter|some|every|reduce|map|sort|slice)\(/ },
];

/** The rules and sums that a view's program holds: the line, and what it is. */
export function findRules(program: string): { line: number; what: string }[] {
  return program.split('\n').flatMap((text, index) => {
    const code = withoutTexts(text);
    return forbidden
      .filter(({ pattern }) => pattern.test(code))
      .map(({ what }) => ({ line: index + 1, what }));
  });
}

/** Strings say nothing; what is put into a template text does. */
function withoutTexts(code: string): string {
  return code
    .replace(/'(?:[^'\\]|\\.)*'/g, "''")
    .replace(/`(?:[^`\\]|\\.)*`/g, (text) => (text.match(/\$\{[^}]*\}/g) ?? []).join(' '));
}
