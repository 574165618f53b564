import { isRecord } from '../read/json.ts';
import { partsOfPage } from '../read/page.ts';
import type { Call } from '../recording.ts';

/** One value inside a JSON text, with the path by which a descriptor names it. */
export interface Leaf {
  path: string;
  text: string;
  isNumber: boolean;
}

const MOST_LEAVES = 20_000;
/** What a path can name: no dots, no brackets, nothing that reaches an object's insides. */
const FORBIDDEN: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const LETTERS = /^[^.[\]\s"'`{}]{1,100}$/u;

function isNameable(name: string): boolean {
  return LETTERS.test(name) && !FORBIDDEN.has(name);
}

/** All texts, numbers and truth values in it, in the order in which they stand. Arrays longer than `mostItems` are cut. */
export function leavesOf(value: unknown, mostItems = 50): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (inner: unknown, path: string, depth: number): void => {
    if (leaves.length >= MOST_LEAVES || depth > 12) return;
    if (Array.isArray(inner)) {
      for (const [at, one] of inner.slice(0, mostItems).entries()) walk(one, `${path}[${at}]`, depth + 1);
    } else if (isRecord(inner)) {
      for (const [name, one] of Object.entries(inner)) {
        if (isNameable(name)) walk(one, path === '' ? name : `${path}.${name}`, depth + 1);
      }
    } else if (typeof inner === 'string' || typeof inner === 'number' || typeof inner === 'boolean') {
      leaves.push({ path, text: String(inner), isNumber: typeof inner === 'number' });
    }
  };
  walk(value, '', 0);
  return leaves;
}

/** A row as texts by path; what is null or missing isn't there. */
export type Row = Readonly<Record<string, string>>;

/** A list that stands in an answer. */
export interface RowList {
  /** As the descriptor's `rows` names it. */
  rows: { json: string } | { table: string; header: boolean };
  list: Row[];
}

const MOST_ROWS = 1_000;

/** Every list of objects, or of rows without names, in a JSON answer, and every table of a page. Lists inside lists are joined under one name. */
export function rowListsOf({ answer }: Pick<Call, 'answer'>): RowList[] {
  if (answer?.kind === 'json') return jsonLists(answer.value);
  if (answer?.kind === 'html') return tables(answer.text);
  return [];
}

function jsonLists(value: unknown): RowList[] {
  const found = new Map<string, unknown[]>();
  const walk = (inner: unknown, path: string, depth: number): void => {
    if (depth > 8 || found.size > 50) return;
    if (Array.isArray(inner)) {
      const name = `${path}[*]`;
      const records = inner.filter(isRecord);
      const rows = records.length > 0 ? records : unnamedRows(inner);
      if (rows.length > 0) {
        const known = found.get(name) ?? [];
        found.set(name, [...known, ...rows].slice(0, MOST_ROWS));
        for (const row of records.slice(0, 100)) walk(row, name, depth + 1);
      }
    } else if (isRecord(inner)) {
      for (const [name, one] of Object.entries(inner)) {
        if (isNameable(name)) walk(one, path === '' ? name : `${path}.${name}`, depth + 1);
      }
    }
  };
  walk(value, '', 0);
  return [...found].map(([json, rows]) => ({
    rows: { json },
    list: rows.map((row) =>
      Object.fromEntries(
        leavesOf(row, Array.isArray(row) ? row.length : 5)
          .filter(({ path }) => path !== '')
          .map(({ path, text }) => [path, text]),
      ),
    ),
  }));
}

/** Rows that are lists themselves, `["2026-03-01 12:00:00", "0.01", …]`: their fields are `[0]`, `[1]` and so on. */
function unnamedRows(list: readonly unknown[]): unknown[][] {
  const isLeaf = (value: unknown) => value === null || typeof value !== 'object';
  return list.filter(
    (row): row is unknown[] => Array.isArray(row) && row.length > 1 && row.length <= 100 && row.every(isLeaf),
  );
}

/** The tables of a page as rows of texts, by the head's words where there is a head, else c0, c1 and so on. */
function tables(html: string): RowList[] {
  return partsOfPage(html).tables.flatMap(({ selector, header, rows }): RowList[] => {
    const list = rows
      .slice(0, MOST_ROWS)
      .map((row) =>
        Object.fromEntries(Object.entries(row).filter(([name, text]) => text !== '' && isNameable(name))),
      )
      .filter((row) => Object.keys(row).length > 1);
    return list.length === 0 ? [] : [{ rows: { table: selector, header }, list }];
  });
}

/** The name of what a list is, for comparing lists of several answers. */
export function nameOfRows(rows: RowList['rows']): string {
  return 'json' in rows ? rows.json : `table ${rows.table}`;
}
