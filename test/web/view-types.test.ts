// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pieces of templates
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkViews } from '../../scripts/view-types/check-views.ts';
import { findRules } from '../../scripts/view-types/find-rules.ts';
import { readView } from '../../scripts/view-types/read-view.ts';
import { projectRoot, viewsDir } from '../../src/shared/paths.ts';

test('every template reads what its page has, and works nothing out', async () => {
  expect(await checkViews(viewsDir)).toEqual([]);
}, 60_000);

test('each page is rendered by the template that names its type', async () => {
  const calls: [view: string, type: string | undefined][] = [];
  const src = join(projectRoot, 'src');
  for (const name of await readdir(src, { recursive: true })) {
    if (!name.endsWith('.ts') || name.endsWith('render.ts')) continue;
    const text = await readFile(join(src, name), 'utf8');
    for (const [, type, view = ''] of text.matchAll(/\brenderPage(?:<(\w+)>)?\(\s*res,\s*'([^']+)'/g))
      calls.push([view, type]);
  }
  expect(calls.length).toBeGreaterThan(30);
  for (const [view, type] of calls) {
    const { locals = [] } = readView(await readFile(join(viewsDir, `${view}.ejs`), 'utf8'));
    const named = locals.find((local) => local.name === 'page')?.type.replace(/^.*\)\./, '');
    expect([view, type]).toEqual([view, named]);
  }
});

const page = "<%# @page: import('../../../src/console/orders/orders.routes.ts').OrdersPage -%>\n";
const part = '<%# @local tone: "good" | "bad"\n    @local text: string\n    @local hint?: string -%>\n';

/** A template each, and the fault that is told of it; '' for none. */
const views: Record<string, [template: string, fault: string]> = {
  'well.ejs': [`${page}<%= page.rows.length %> <%= t('nav.orders') %>`, ''],
  'misspelt.ejs': [`${page}<p>\n<%= page.isFilterd %>`, "3 Property 'isFilterd' does not exist"],
  'misspelt-row.ejs': [
    `${page}<% for (const row of page.rows) { %>\n<%= row.tradeNumber %><% } %>`,
    "3 Property 'tradeNumber' does not exist",
  ],
  'unknown-text.ejs': [
    `${page}<%= t('nav.order') %>`,
    '2 Argument of type \'"nav.order"\' is not assignable',
  ],
  'unknown-built-text.ejs': [
    `${page}<% for (const row of page.rows) { %><%= t(\`console.stat.\${row.state}\`) %><% } %>`,
    '2 Argument of type',
  ],
  'shows-nothing.ejs': [`${page}<%= page.amountFen %>`, "2 Argument of type 'Fen | null' is not assignable"],
  'not-money.ejs': [
    `${page}<%= formatFen(page.rows.length) %>`,
    "2 Argument of type 'number' is not assignable",
  ],
  'raw.ejs': [
    `${page}<%- page.today %>`,
    "2 Argument of type 'string' is not assignable to parameter of type 'Html'",
  ],
  'silent.ejs': ['<p><%= page.today %></p>', '1 does not say what it reads'],
  'sum.ejs': [`${page}<%= page.rows.length + 1 %>`, '2 holds arithmetic'],
  'choice.ejs': [
    `${page}<% for (const row of page.rows.filter((one) => one.name)) { %><%= row.name %><% } %>`,
    '2 holds a function',
  ],
  'parts/badge.ejs': [`${part}<%= text %><% if (locals.hint) { %><%= locals.hint %><% } %>`, ''],
  'parts/bare.ejs': [`${part}<%= hint %>`, "4 Cannot find name 'hint'"],
  'passes-well.ejs': [`${page}<%- include('parts/badge', { tone: 'good', text: page.today }) %>`, ''],
  'passes-less.ejs': [`${page}<%- include('parts/badge', { tone: 'good' }) %>`, '2 Argument of type'],
  'passes-wrong.ejs': [
    `${page}<%- include('parts/badge', { tone: 'god', text: '' }) %>`,
    '2 Type \'"god"\' is not assignable',
  ],
  'passes-misspelt.ejs': [
    `${page}<%- include('parts/badge', { tone: 'good', text: '', hnit: '' }) %>`,
    '2 Object literal may only specify known properties',
  ],
  'includes-nothing.ejs': [`${page}<%- include('parts/gone', {}) %>`, '1 Cannot find module'],
  'parts/passes-on.ejs': [`${part}<%- include('badge', { tone, text }) %>`, '4 Argument of type'],
  'parts/reads-page.ejs': ['<%# @page: { name: string } -%>\n<%= page.name %>', ''],
  'other-page.ejs': [`${page}<%- include('parts/reads-page') %>`, '2 Expected 2 arguments'],
  'own-page.ejs': ["<%# @page: { name: string; no: number } -%>\n<%- include('parts/reads-page') %>", ''],
};

describe('the check of templates', () => {
  let folder: string;
  let faults: string[];
  beforeAll(async () => {
    await mkdir(join(projectRoot, '.view-types'), { recursive: true });
    folder = await mkdtemp(join(projectRoot, '.view-types', 'bad-'));
    for (const [name, [template]] of Object.entries(views)) {
      const file = join(folder, 'views', name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, template);
    }
    faults = await checkViews(join(folder, 'views'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test.each(Object.entries(views))('%s', (name, [, fault]) => {
    const mine = faults.filter((one) => one.startsWith(`${name}:`)).map((one) => one.slice(name.length + 1));
    if (fault === '') expect(mine).toEqual([]);
    else expect(mine.join('\n')).toContain(fault);
  });
});

test('what a template’s first comment says is what it reads', () => {
  const { locals } = readView('<%# Words.\n    @page: { a: 1 }\n    @local hint?: string | number -%>\n<p>');
  expect(locals).toEqual([
    { name: 'page', isOptional: false, type: '{ a: 1 }' },
    { name: 'hint', isOptional: true, type: 'string | number' },
  ]);
  expect(readView('<%# @page: none -%>').locals).toEqual([]);
  expect(readView('<%# words only -%>').locals).toBeUndefined();
});

test.each([
  ['a + b', 'arithmetic'],
  ['Math.max(a, b)', 'arithmetic'],
  ['`${a * 2}`', 'arithmetic'],
  ['a >= 3', 'a limit'],
  ['list.length > 2', 'a limit'],
  ['list.length > 1', undefined],
  ["t('a - b + c')", undefined],
  ['(one) => one', 'a function'],
  ['/x/.test(name)', 'a pattern'],
  ["text.split(',')", 'a pattern'],
  ['rows.slice(1)', 'a choice among rows'],
  ['`/console/orders/${no}`', undefined],
])('%s is %s', (code, what) => {
  expect(findRules(code)[0]?.what).toBe(what);
});
