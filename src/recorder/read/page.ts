import { selectAll } from 'css-select';
import { parseDocument } from 'htmlparser2';
import { readPage } from '../../plugin-host/index.ts';

/** A table of a page, read as a descriptor reads it. */
export interface PageTable {
  selector: string;
  header: boolean;
  rows: Record<string, string>[];
}

/** A value that a page carries for scripts and forms: `<meta>` and hidden inputs. */
export interface PageValue {
  selector: string;
  attr: 'content' | 'value';
  name: string;
  value: string;
}

export interface PageParts {
  tables: PageTable[];
  values: PageValue[];
  asksForPassword: boolean;
}

const MOST_TABLES = 10;
const MOST_VALUES = 300;
const NOTHING: PageParts = { tables: [], values: [], asksForPassword: false };

type Element = { attribs: Record<string, string>; name: string };

/** What a page holds that is of use. One that is nested too deeply holds nothing. */
export function partsOfPage(html: string): PageParts {
  try {
    const page = readPage(html);
    const dom = parseDocument(html);
    const all = (selector: string) => selectAll(selector, dom) as unknown as Element[];
    const tables = all('table').slice(0, MOST_TABLES);
    const hasHead = all('table th').length > 0;
    return {
      tables: tables.flatMap((table, at) => {
        const selector = selectorOf(table, at === 0);
        const rows = selector === null ? null : page.rows(selector, hasHead);
        return selector === null || rows === null ? [] : [{ selector, header: hasHead, rows }];
      }),
      values: [...valuesOf(all('meta'), 'content'), ...valuesOf(all('input[type="hidden"]'), 'value')].slice(
        0,
        MOST_VALUES,
      ),
      asksForPassword: page.has('input[type="password"]'),
    };
  } catch {
    return NOTHING;
  }
}

/** By its id, its class, or as the first of the page; null where nothing names it. */
function selectorOf({ attribs }: Element, isFirst: boolean): string | null {
  const { id = '', class: classes = '' } = attribs;
  if (isName(id)) return `#${id}`;
  if (isFirst) return 'table';
  const named = classes.split(/\s+/).find(isName);
  return named ? `table.${named}` : null;
}

function valuesOf(elements: readonly Element[], attr: PageValue['attr']): PageValue[] {
  return elements.flatMap(({ attribs, name: tag }) => {
    const { name = '', id = '' } = attribs;
    const value = attribs[attr] ?? '';
    const selector = isName(name) ? `${tag}[name="${name}"]` : isName(id) ? `${tag}#${id}` : null;
    return selector === null || value === '' ? [] : [{ selector, attr, name: name || id, value }];
  });
}

function isName(text: string): boolean {
  return /^[A-Za-z_][\w-]{0,60}$/.test(text);
}
