import { selectAll, selectOne } from 'css-select';
import { DomHandler, DomUtils, Parser } from 'htmlparser2';

type Handler = InstanceType<typeof DomHandler>;
type Nodes = Handler['dom'];
type Element = NonNullable<ReturnType<typeof DomUtils.getElementById>>;

/** A page that was read. Nothing of it is run, fetched or shown. */
export interface Page {
  has(selector: string): boolean;
  /** An attribute, or with 'text' the text, of the first element that fits; null where there is none. */
  value(selector: string, attribute: string): string | null;
  /** The rows of the first table that fits, each by the texts of the head's cells, else c0, c1, ...; null: no table. */
  rows(selector: string, header: boolean): Record<string, string>[] | null;
}

const MAX_DEPTH = 200;
const MAX_ELEMENTS = 100_000;
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Reads a page, well made or not. Throws RangeError for one that is nested too deeply, or has too many elements. */
export function readPage(text: string): Page {
  const dom = domOf(text);
  return {
    has: (selector) => selectOne(selector, dom) !== null,
    value(selector, attribute) {
      const found = selectOne(selector, dom) as Element | null;
      if (found === null) return null;
      if (attribute === 'text') return textOf(found);
      return Object.hasOwn(found.attribs, attribute) ? (found.attribs[attribute] ?? null) : null;
    },
    rows(selector, header) {
      const table = selectOne(selector, dom) as Element | null;
      return table === null ? null : rowsOf(table, header);
    },
  };
}

function domOf(text: string): Nodes {
  const handler = new DomHandler();
  let depth = 0;
  let elements = 0;
  const parser = new Parser({
    onparserinit: (own) => handler.onparserinit(own),
    onopentag(name, attributes) {
      depth += 1;
      elements += 1;
      if (depth > MAX_DEPTH || elements > MAX_ELEMENTS) throw new RangeError('too large a page');
      handler.onopentag(name, attributes);
    },
    onclosetag() {
      depth -= 1;
      handler.onclosetag();
    },
    ontext: (data) => handler.ontext(data),
    onend: () => handler.onend(),
  });
  parser.end(text);
  return handler.dom;
}

function rowsOf(table: Element, header: boolean): Record<string, string>[] {
  // Rows of a table inside a cell are that table's.
  const all = (selectAll('tr', table) as Element[]).filter((row) => nearestTable(row) === table);
  const cells = all.map((row) => DomUtils.getChildren(row).filter(isCell).map(textOf));
  const head = header ? cells.findIndex((row) => row.length > 0) : -1;
  const names = (header ? (cells[head] ?? []) : []).map(columnName);
  return cells
    .filter((row, at) => at > head && row.length > 0)
    .map((row) => {
      const named = row.map((text, at): [string, string] => {
        const name = names[at] ?? '';
        const isOwn = name !== '' && names.indexOf(name) === at && !FORBIDDEN.has(name);
        return [isOwn ? name : `c${at}`, text];
      });
      return Object.fromEntries(named);
    });
}

function nearestTable(node: Element): unknown {
  let above = node.parent;
  while (above !== null && !('name' in above && above.name === 'table')) above = above.parent;
  return above;
}

function isCell(node: Nodes[number]): boolean {
  return 'name' in node && (node.name === 'td' || node.name === 'th');
}

/** As a path names it: without blanks and without what means something in a path. */
function columnName(text: string): string {
  return text.replace(/[\s.[\]"'`{}]+/g, '').slice(0, 100);
}

function textOf(node: Nodes[number]): string {
  return DomUtils.textContent(node).replace(/\s+/g, ' ').trim();
}
