import type { Descriptor } from '../../plugin-host/index.ts';

/** Between the places of what is joined, and between the values of a line. */
const JOIN = ' + ';
const OR = ' | ';

type Only = NonNullable<Descriptor['list']['only']>;

/** A place in a row, or several that are joined. */
export function pathsText(from: { path: string } | { join: string[]; with: string }): string {
  return 'path' in from ? from.path : from.join.join(JOIN);
}

export function readPaths(
  text: string,
  between: string,
): { path: string } | { join: string[]; with: string } {
  const parts = text.split(JOIN.trim()).map((part) => part.trim());
  return parts.length > 1 ? { join: parts, with: between } : { path: text.trim() };
}

/** `1 = wxpay`, a line each. */
export function mapLines(map: Readonly<Record<string, string>>): string {
  return Object.entries(map)
    .map(([value, meaning]) => `${value} = ${meaning}`)
    .join('\n');
}

export function readMap(text: string): Record<string, string> {
  return Object.fromEntries(
    linesOf(text).map((line) => {
      const at = line.lastIndexOf('=');
      return at < 0 ? [line, ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

/** `status = 2 | 3`, a line each. What only asks whether a field is there has no line, and stays as it is. */
export function listLines(only: Only): string {
  return only.flatMap((one) => ('in' in one ? [`${one.path} = ${one.in.join(OR)}`] : [])).join('\n');
}

export function readOnly(text: string, before: Only): unknown[] {
  const lines = linesOf(text).map((line) => {
    const at = line.indexOf('=');
    const values = at < 0 ? [] : line.slice(at + 1).split(OR.trim());
    return { path: (at < 0 ? line : line.slice(0, at)).trim(), in: values.map((value) => value.trim()) };
  });
  return [...lines, ...before.filter((one) => !('in' in one))];
}

function linesOf(text: string): string[] {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
