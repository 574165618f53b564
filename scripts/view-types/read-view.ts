/** A name that a template reads, as its first comment declares it. */
export interface Local {
  name: string;
  isOptional: boolean;
  /** TypeScript; `import('…')` in it is relative to the template. */
  type: string;
}

export interface View {
  /** What it reads; undefined: it doesn't say. */
  locals: Local[] | undefined;
  /** Its program, line for line as in the template, with `show(…)` and `put(…)` for what it writes. */
  program: string;
  /** Names of the templates that it includes, as they stand there; `include_<index>` in the program. */
  includes: string[];
}

const TAG = /<%(?<kind>[-=#_]?)(?<code>[\s\S]*?)[-_]?%>/g;
const DECLARATION = /@(?:(?<page>page)|local (?<name>\w+)(?<optional>\?)?): (?<type>.+?)(?=\s*(?:$|-?%>))/gm;

/**
 * Reads a template. Its first comment says what it is given, a line each:
 *
 *     <%# A line for people.
 *         @page: import('../../src/console/orders/order-page.ts').OrderDetailPage
 *         @local title: string
 *         @local hint?: string -%>
 *
 * `@page: none` says that it reads nothing. Optional locals are read as `locals.hint`: the bare name throws where it
 * was not given.
 */
export function readView(text: string): View {
  const includes: string[] = [];
  let program = '';
  let at = 0;
  for (const tag of text.matchAll(TAG)) {
    program += newlines(text.slice(at, tag.index));
    at = tag.index + tag[0].length;
    const { kind = '', code = '' } = tag.groups ?? {};
    if (kind === '#') program += newlines(code);
    else if (kind === '=') program += `show(${code});`;
    else if (kind === '-') program += `put(${code});`;
    else program += withConstants(code);
  }
  program = program.replace(/\binclude\(\s*'([^']+)'/g, (_all, name: string) => {
    includes.push(name);
    return `include_${includes.length - 1}('${name}'`;
  });
  return { locals: readLocals(text), program, includes };
}

function readLocals(text: string): Local[] | undefined {
  const header = /^\s*<%#[\s\S]*?%>/.exec(text)?.[0] ?? '';
  const found = [...header.matchAll(DECLARATION)].map(({ groups = {} }) => ({
    name: groups.page ?? groups.name ?? '',
    isOptional: groups.optional !== undefined,
    type: groups.type ?? 'never',
  }));
  if (found.length === 0) return undefined;
  return found.filter(({ type }) => type !== 'none');
}

/** Lists to walk through and tables keep their words as types, as TypeScript's `as const` does. */
function withConstants(code: string): string {
  return code
    .replace(/\bof (\[.*\])\) \{/g, 'of ($1 as const)) {')
    .replace(/(const \w+ = \{[^\n]*\});/g, '$1 as const;');
}

function newlines(text: string): string {
  return text.replace(/[^\n]+/g, ' ');
}
