import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { publicDir, viewsDir } from '../../src/shared/paths.ts';
import { createAssets } from '../../src/web/index.ts';
import { partsOfSheets } from '../../src/web/style-sheets.ts';

const parts = readdirSync(join(publicDir, 'css')).map((name) => name.replace(/\.css$/, ''));
const read = (part: string) => readFileSync(join(publicDir, 'css', `${part}.css`), 'utf8');
const assets = createAssets({ cached: false });
const sheets = ['console', 'doc', 'cashier', 'buyer-error'];

/** Parts with colours of their own: for browsers that know no light-dark(), or alone on a page. */
const OWN_COLOURS = ['tokens', 'cashier-tokens', 'buyer-error'];

describe('style sheets', () => {
  test('every part is in a sheet, and short enough to be read', () => {
    expect([...partsOfSheets()].sort()).toEqual([...parts].sort());
    for (const part of parts) expect([part, read(part).split('\n').length < 250]).toEqual([part, true]);
  });

  test.each(sheets)('%s has every token that it uses', (name) => {
    const sheet = assets.sheetOf(`sheets/${name}.css`) ?? '';
    const defined = new Set(sheet.match(/--[\w-]+(?=:)/g));
    const used = new Set([...sheet.matchAll(/var\((--[\w-]+)/g)].map(([, token]) => token ?? ''));
    expect(used.size).toBeGreaterThan(3);
    expect([...used].filter((token) => !defined.has(token))).toEqual([]);
  });

  test('a colour is a token: no part but those of tokens names one', () => {
    for (const part of parts.filter((one) => !OWN_COLOURS.includes(one))) {
      // White and black are what codes are printed in, and what masks are made of.
      const named = read(part)
        .replace(/url\("[^"]*"\)/g, '')
        .match(/light-dark\(|#(?!fff\b|000\b)[0-9a-f]{3,8}\b/g);
      expect([part, named]).toEqual([part, null]);
    }
  });

  test('no rule is for a class that no page has', () => {
    const pages = [viewsDir, join(publicDir, 'js')].flatMap((dir) =>
      readdirSync(dir, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(ejs|js)$/.test(name))
        .map((name) => readFileSync(join(dir, name), 'utf8')),
    );
    const words = new Set(pages.join('\n').match(/[A-Za-z][\w-]*/g));
    // Built of two words, as `badge-<%= tone %>`.
    const stems = pages.join('\n').match(/[a-z][a-z-]*-(?=<%=)/g) ?? [];
    for (const part of parts) {
      const rules = read(part)
        .replace(/\/\*[\s\S]*?\*\//g, '')
        .replace(/\{[^{}]*\}/g, '{}');
      const classes = [...rules.matchAll(/\.([a-zA-Z][\w-]*)/g)].map(([, name]) => name ?? '');
      const unknown = classes.filter(
        (name) => !words.has(name) && !stems.some((stem) => name.startsWith(stem)),
      );
      expect([part, unknown]).toEqual([part, []]);
    }
  });
});
