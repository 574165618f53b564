/**
 * What a page loads as one file, and the parts of public/css/ that it is joined of, in this order: what stands later
 * wins. A page has one style sheet, so that a browser asks once; a part holds one idea, so that a reader finds it.
 */
const sheets: Readonly<Record<string, readonly string[]>> = {
  /** Console, login, installer and error pages. */
  console: [
    ...['tokens', 'base', 'signs', 'buttons', 'fields', 'choices', 'notices', 'cards', 'badges', 'copy-rows'],
    ...['tools', 'frame', 'headings', 'plain', 'installer'],
    ...['filters', 'lists', 'paging', 'details', 'deeds', 'timeline', 'steps'],
    ...[
      'home',
      'receipt',
      'accounts',
      'plugins',
      'fixed-codes',
      'routing',
      'trial',
      'sign-check',
      'merchant',
      'people',
      'refused',
    ],
    ...['listener', 'app-screen', 'live', 'live-entries', 'devices', 'recorder'],
  ],
  /** The page /doc. */
  doc: ['tokens', 'base', 'signs', 'notices', 'tools', 'doc', 'doc-print'],
  /** What a buyer loads: small, and on its own. */
  cashier: [
    'cashier-tokens',
    ...['cashier', 'cashier-pay', 'cashier-know', 'cashier-ways', 'cashier-screens'],
  ],
  'buyer-error': ['buyer-error'],
};

/** The files in public/ of a sheet's name, `sheets/console.css`; undefined for what is none. */
export function partsOfSheet(name: string): string[] | undefined {
  const sheet = /^sheets\/([a-z-]+)\.css$/.exec(name)?.[1];
  if (sheet === undefined || !Object.hasOwn(sheets, sheet)) return undefined;
  return sheets[sheet]?.map((part) => `css/${part}.css`);
}

/** Every part that some sheet has. */
export function partsOfSheets(): Set<string> {
  return new Set(Object.values(sheets).flat());
}
