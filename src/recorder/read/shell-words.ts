/** Which shell a copied command was written for. */
export type Dialect = 'bash' | 'cmd';

/** By the first quote, before which Chrome's cmd dialect has a caret; its older form has them at the ends of lines only. */
export function dialectOf(command: string): Dialect {
  const [begin = ''] = /^[^'"]*['"]?/.exec(command) ?? [];
  if (begin.endsWith('^"')) return 'cmd';
  return begin.endsWith("'") || !/\^\s*\r?\n/.test(command) ? 'bash' : 'cmd';
}

/** The words of a command as its shell would split it. No shell is run, nothing is expanded. */
export function shellWords(command: string, dialect: Dialect = dialectOf(command)): string[] {
  return dialect === 'cmd' ? cmdWords(command) : bashWords(command);
}

/** Collects words letter by letter: a word is there as soon as something of it was quoted, even if that is empty. */
class Words {
  readonly all: string[] = [];
  private parts: string[] | null = null;

  add(text: string): void {
    this.parts ??= [];
    this.parts.push(text);
  }

  end(): void {
    if (this.parts !== null) this.all.push(this.parts.join(''));
    this.parts = null;
  }
}

const BLANK = /\s/;

function bashWords(text: string): string[] {
  const words = new Words();
  let at = 0;
  while (at < text.length) {
    const letter = text[at] ?? '';
    if (BLANK.test(letter)) {
      words.end();
      at += 1;
    } else if (letter === '\\') {
      const next = text.slice(at + 1, at + 3);
      if (next.startsWith('\n')) at += 2;
      else if (next === '\r\n') at += 3;
      else {
        words.add(next.slice(0, 1));
        at += 2;
      }
    } else if (letter === "'") {
      const end = endOf(text, "'", at + 1);
      words.add(text.slice(at + 1, end));
      at = end + 1;
    } else if (letter === '$' && text[at + 1] === "'") {
      const [read, after] = ansiQuoted(text, at + 2);
      words.add(read);
      at = after;
    } else if (letter === '"') {
      const [read, after] = doubleQuoted(text, at + 1);
      words.add(read);
      at = after;
    } else {
      words.add(letter);
      at += 1;
    }
  }
  words.end();
  return words.all;
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found;
}

function doubleQuoted(text: string, from: number): [read: string, after: number] {
  const read: string[] = [];
  let at = from;
  while (at < text.length && text[at] !== '"') {
    const next = text[at + 1] ?? '';
    if (text[at] === '\\' && '"\\$`\n'.includes(next) && next !== '') {
      if (next !== '\n') read.push(next);
      at += 2;
    } else {
      read.push(text[at] ?? '');
      at += 1;
    }
  }
  return [read.join(''), at + 1];
}

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b', e: '\x1b', f: '\f', v: '\v' },
};

/** What stands in $'…'. */
function ansiQuoted(text: string, from: number): [read: string, after: number] {
  const read: string[] = [];
  let at = from;
  while (at < text.length && text[at] !== "'") {
    if (text[at] !== '\\') {
      read.push(text[at] ?? '');
      at += 1;
      continue;
    }
    const coded = /^\\(?:u([0-9a-f]{1,4})|U([0-9a-f]{1,8})|x([0-9a-f]{1,2})|([0-7]{1,3}))/i.exec(
      text.slice(at, at + 10),
    );
    const next = text[at + 1] ?? '';
    if (coded && !(next === 'u' && coded[1] === undefined)) {
      const code = Number.parseInt(coded[1] ?? coded[2] ?? coded[3] ?? coded[4] ?? '0', coded[4] ? 8 : 16);
      read.push(code <= 0x10ffff ? String.fromCodePoint(code) : '');
      at += coded[0].length;
    } else {
      read.push(ESCAPES[next] ?? next);
      at += 2;
    }
  }
  return [read.join(''), at + 1];
}

/**
 * First cmd's own carets are taken away (one at the end of a line joins the lines; two lines of `^` and an empty line stand
 * for a line break inside an argument), then the rest is split as programs on Windows split it: `\"` is a quote.
 */
function cmdWords(text: string): string[] {
  const line = text.replace(/\^(\r?\n)(\r?\n)?|\^(.)/g, (_all, joined, broken, kept: string | undefined) =>
    joined === undefined ? (kept ?? '') : broken === undefined ? ' ' : '\n',
  );
  const words = new Words();
  let quoted = false;
  let at = 0;
  while (at < line.length) {
    const letter = line[at] ?? '';
    if (letter === '\\') {
      let end = at;
      while (line[end] === '\\') end += 1;
      const count = end - at;
      const beforeQuote = line[end] === '"';
      words.add('\\'.repeat(beforeQuote ? Math.floor(count / 2) : count));
      at = end;
      if (beforeQuote && count % 2 === 1) {
        words.add('"');
        at += 1;
      }
    } else if (letter === '"') {
      if (quoted && line[at + 1] === '"') {
        words.add('"');
        at += 2;
        continue;
      }
      quoted = !quoted;
      words.add('');
      at += 1;
    } else if (!quoted && BLANK.test(letter)) {
      words.end();
      at += 1;
    } else {
      words.add(letter);
      at += 1;
    }
  }
  words.end();
  return words.all;
}
