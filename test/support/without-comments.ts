/** After these a slash begins a regular expression; after anything else that has a value it divides. */
const BEFORE_REGEX =
  /(?:^|[-+*%&|^!~?:;,=<>([{}/]|\b(?:return|typeof|case|in|of|new|delete|void|throw|do|else|await|yield))\s*$/;

/** What stands at the place, whole: the first that fits. A template ends before its first `${`. */
const pieces = {
  comment: /\/\/[^\n]*|\/\*[\s\S]*?\*\//y,
  string: /'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*"/y,
  regex: /\/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/y,
} as const;
const TEMPLATE_PART = /(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/y;

/**
 * TypeScript or JavaScript without its comments, line by line as it was: strings, templates and regular expressions
 * stay, whatever they hold.
 */
export function withoutComments(code: string): string {
  let out = '';
  let at = 0;
  /** Open braces; true for one that goes back into a template. */
  const braces: boolean[] = [];
  const take = (piece: RegExp): string => {
    piece.lastIndex = at;
    const found = piece.exec(code)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const takeTemplate = () => {
    out += take(TEMPLATE_PART);
    const isOver = code[at] === '`';
    out += isOver ? '`' : '${';
    at += isOver ? 1 : 2;
    if (!isOver) braces.push(true);
  };
  while (at < code.length) {
    const comment = take(pieces.comment);
    if (comment) {
      out += comment.replace(/[^\n]/g, '');
      continue;
    }
    const found = take(pieces.string) || (BEFORE_REGEX.test(out.slice(-40)) && take(pieces.regex));
    if (found) {
      out += found;
      continue;
    }
    const letter = code[at] as string;
    out += letter;
    at += 1;
    if (letter === '`') takeTemplate();
    if (letter === '{') braces.push(false);
    if (letter === '}' && braces.pop()) takeTemplate();
  }
  return out;
}

/** A view without its comments: EJS’s, HTML’s and those in its code. */
export function viewWithoutComments(view: string): string {
  return view
    .replace(/<%#[\s\S]*?%>|<!--[\s\S]*?-->/g, '')
    .replace(/<%[-=_]?([\s\S]*?)[-_]?%>/g, (_whole, code: string) => `<%${withoutComments(code)}%>`);
}
