import { dirname, join, normalize, relative } from 'node:path';
import { projectRoot } from '../../src/shared/paths.ts';
import type { ViewGlobals } from '../../src/web/render.ts';
import type { View } from './read-view.ts';

/** A template reads all of them by their bare names. */
const GLOBALS = Object.keys({
  ...{ t: 0, lang: 0, theme: 0, csrfToken: 0, user: 0, path: 0, assets: 0 },
  ...{ formatTime: 0, formatFen: 0, formatGroupedFen: 0, problemOf: 0, numberParts: 0, localHost: 0 },
  ...{ mayDo: 0, merchantChoice: 0 },
} satisfies Record<keyof ViewGlobals, 0>);

/** Where the views lie, and where their programs are written; absolute. */
export interface Places {
  views: string;
  programs: string;
}

/**
 * The TypeScript of a view: what it reads as the interface `Own`, and its program. The program begins on the first
 * line, so that a fault's line is the template's.
 */
export function writeProgram(name: string, view: View, { views, programs }: Places): string {
  const from = dirname(join(programs, name));
  const lead = (path: string) => {
    const way = relative(from, path).replaceAll('\\', '/');
    return way.startsWith('.') ? way : `./${way}`;
  };
  const own = (view.locals ?? [])
    .map(({ name: local, isOptional, type }) => {
      const led = type.replace(/import\('(\.[^']*)'\)/g, (_all, path: string) => {
        return `import('${lead(normalize(join(views, dirname(name), path)))}')`;
      });
      return `${local}${isOptional ? '?' : ''}: ${led}${isOptional ? ' | undefined' : ''};`;
    })
    .join(' ');
  const includes = view.includes.map((included, index) => {
    const file = normalize(join(programs, dirname(name), `${included}.ejs.ts`));
    return `const include_${index} = includes<import('${lead(file)}').Own, Own>();`;
  });
  const given = (view.locals ?? []).filter(({ isOptional }) => !isOptional).map(({ name: local }) => local);
  return [
    `import { includes, put, show } from '${lead(join(programs, 'template.ts'))}';`,
    `import type { ViewGlobals } from '${lead(join(projectRoot, 'src/web/render.ts'))}';`,
    `export interface Own { ${own} }`,
    'export function template(locals: ViewGlobals & Own): void {',
    `const { ${[...GLOBALS, ...given].join(', ')} } = locals;`,
    ...includes,
    `${view.program}\n}\n`,
  ].join(' ');
}

/** What the programs call. A template shows text, numbers and truths; what is missing must be decided there. */
export const TEMPLATE_MODULE = `
declare const html: unique symbol;
export interface Html { readonly [html]: true }
export declare function show(value: string | number | boolean): void;
export declare function put(html: Html): void;

/** Everything that they read, but for \`page\` where mine fits. What I have by the same name is never passed on unsaid. */
type Given<Theirs, Mine> =
  & Omit<Theirs, 'page'>
  & { [Name in Exclude<keyof Theirs & keyof Mine, 'page'>]: Theirs[Name] }
  & (Theirs extends { page: infer Page } ? (Mine extends { page: Page } ? { page?: Page } : { page: Page }) : {});
export declare function includes<Theirs, Mine>():
  (name: string, ...given: {} extends Given<Theirs, Mine> ? [given?: Given<Theirs, Mine>] : [given: Given<Theirs, Mine>]) => Html;
`;
