import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { checkRuleSet } from '../src/flow/forwarded-texts/index.ts';
import { loadPlugins } from '../src/plugin-host/index.ts';
import { captureLog } from './support/captured-log.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Who may import whose index.ts. A folder that is not named here may be imported by nobody. */
const arrows: Record<string, readonly string[]> = {
  plugins: ['plugin-api'],
  'plugin-api': ['shared'],
  'plugin-host': ['plugin-api', 'shared'],
  shared: ['migrations'],
  migrations: [],
  scheduler: ['shared'],
  web: ['shared'],
  audit: ['shared'],
  events: ['shared', 'audit'],
  users: ['shared', 'web', 'audit'],
  merchants: ['shared', 'audit', 'events'],
  orders: ['shared'],
  'amount-slots': ['shared'],
  receipts: ['shared'],
  'forwarded-texts': ['shared', 'plugin-api'],
  counting: ['shared'],
  alerts: ['shared', 'events'],
  devices: ['shared', 'plugin-host', 'accounts', 'counting', 'alerts', 'receipts', 'events'],
  'bound-requests': ['shared', 'alerts'],
  'lost-messages': ['shared', 'accounts', 'counting', 'alerts'],
  'text-rules': [
    ...['shared', 'plugin-api', 'plugin-host', 'forwarded-texts', 'accounts', 'receipts', 'settlement'],
    'events',
  ],
  forwarding: [
    ...['shared', 'web', 'plugin-api', 'plugin-host', 'forwarded-texts', 'text-rules', 'counting'],
    ...['lost-messages', 'bound-requests', 'alerts', 'devices'],
    ...['merchants', 'accounts', 'orders', 'receipts', 'settlement', 'events'],
  ],
  'code-limits': ['shared'],
  accounts: ['shared', 'plugin-api', 'plugin-host', 'code-limits', 'audit', 'events', 'alerts'],
  'shop-refusals': ['shared'],
  'wrong-address': ['shared', 'web', 'intake', 'protocols'],
  'fixed-codes': ['shared', 'accounts', 'orders', 'alerts', 'events'],
  intake: [
    ...['shared', 'merchants', 'accounts', 'code-limits', 'fixed-codes', 'amount-slots', 'orders', 'alerts'],
  ],
  bills: [
    ...[
      'shared',
      'plugin-api',
      'plugin-host',
      'accounts',
      'fixed-codes',
      'amount-slots',
      'orders',
      'receipts',
    ],
  ],
  trial: ['shared', 'merchants', 'accounts', 'events', 'intake'],
  cashier: ['shared', 'web', 'orders', 'accounts', 'merchants'],
  protocols: ['shared', 'web', 'merchants', 'accounts', 'orders', 'intake', 'cashier'],
  matching: ['shared', 'orders', 'amount-slots', 'receipts'],
  notifications: ['shared', 'merchants', 'orders', 'protocols', 'events'],
  settlement: [
    ...['shared', 'events', 'matching', 'orders', 'amount-slots', 'receipts', 'notifications'],
    'code-limits',
  ],
  listening: [
    'shared',
    'web',
    'plugin-api',
    'plugin-host',
    'merchants',
    'accounts',
    'amount-slots',
    'orders',
    'receipts',
    'settlement',
    'alerts',
    'code-limits',
  ],
  // What was recorded becomes a descriptor, which the host checks, tries and keeps.
  recorder: ['shared', 'plugin-api', 'plugin-host'],
  install: ['shared', 'web', 'users', 'audit', 'migrations'],
  'docs-page': ['shared', 'web', 'merchants', 'orders', 'intake', 'cashier', 'notifications', 'protocols'],
  console: [
    ...[
      'shared',
      'web',
      'users',
      'plugin-api',
      'plugin-host',
      'recorder',
      'scheduler',
      'docs-page',
      'merchants',
      'accounts',
      'orders',
    ],
    ...['amount-slots', 'receipts', 'matching', 'settlement', 'notifications', 'listening', 'events'],
    ...['forwarding', 'forwarded-texts', 'text-rules', 'devices', 'alerts', 'counting'],
    ...['shop-refusals', 'audit', 'fixed-codes', 'code-limits', 'intake', 'trial', 'bills', 'protocols'],
  ],
};

/** main, services, app, jobs, cli: they put the house together and may import everything; nobody imports them. */
const ROOF = 'roof';

interface Import {
  file: string;
  specifier: string;
}

/** The folder with rules of its own that a file belongs to. */
function areaOf(file: string): string {
  const [top = '', second = '', third = ''] = file.split('/');
  if (top !== 'src') return top;
  if (second === 'flow') return third;
  if (second === 'cli' || second.endsWith('.ts')) return ROOF;
  return second;
}

/** Why this import is not allowed; null when it is. */
function fault({ file, specifier }: Import): string | null {
  const from = areaOf(file);
  if (specifier === '#plugin-api')
    return from === 'plugins' ? null : `${file}: only plugins say '#plugin-api'`;
  if (!specifier.startsWith('.')) {
    if (from === 'plugins' && !specifier.startsWith('node:') && specifier !== 'zod') {
      return `${file}: a plugin imports '#plugin-api', zod and node, not ${specifier}`;
    }
    const expressAllowed =
      ['web', 'users', 'install', 'console', ROOF].includes(from) || file.endsWith('.routes.ts');
    if (specifier === 'express' && !expressAllowed)
      return `${file}: in a step, only *.routes.ts imports Express`;
    return null;
  }
  const target = normalize(join(dirname(file), specifier));
  const to = areaOf(target);
  if (from === 'plugins' && to === 'plugins' && !isPluginsOwn(file, target))
    return `${file}: a plugin imports its own files and plugins/shared, not ${target}`;
  if (from === to || from === ROOF) return null;
  if (to === ROOF) return `${file}: nobody imports ${target}`;
  if (!arrows[from]?.includes(to)) return `${file}: ${from} may not import ${to}`;
  const open = to === 'shared' || to === 'migrations';
  return open || target.endsWith('/index.ts')
    ? null
    : `${file}: ${to} is imported through its index.ts, not ${target}`;
}

/** No plugin is in need of another: what several share lies beside them, and knows none of them. */
function isPluginsOwn(file: string, target: string): boolean {
  const [, own] = file.split('/');
  const [, other] = target.split('/');
  return other === own || (other === 'shared' && own !== 'shared');
}

function filesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`);
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)|\bimport '([^']+)'/g)].map((found) => ({
    file,
    specifier: found[1] ?? found[2] ?? found[3] ?? '',
  }));
}

/** What stands in a plugin's own test folder is no part of the product. */
const sources = ['src', 'plugins', 'migrations']
  .flatMap(filesIn)
  .filter((file) => !/^plugins\/[^/]+\/test\//.test(file));

test('imports run one way, through the front door', () => {
  expect(sources.flatMap(importsOf).map(fault).filter(Boolean)).toEqual([]);
});

test('the arrows make no circle', () => {
  const visit = (area: string, path: string[]): void => {
    expect(path, `${[...path, area].join(' → ')}`).not.toContain(area);
    for (const next of arrows[area] ?? []) visit(next, [...path, area]);
  };
  for (const area of Object.keys(arrows)) visit(area, []);
});

test('each table is written by one file', () => {
  const writers = new Map<string, Set<string>>();
  for (const file of sources.filter((name) => !name.startsWith('migrations/'))) {
    const text = readFileSync(join(root, file), 'utf8');
    for (const statement of text.matchAll(/\b(?:db|trx|this\.db)\('(\w+)'\)([\s\S]*?);\n/g)) {
      const [, table = '', rest = ''] = statement;
      if (!/\.(insert|update|delete|del|increment)\(/.test(rest)) continue;
      writers.set(table, (writers.get(table) ?? new Set()).add(file));
    }
  }
  const shared = [...writers].filter(([table, files]) => files.size > 1 && !sharedTables.includes(table));
  expect(shared.map(([table, files]) => `${table}: ${[...files].join(', ')}`)).toEqual([]);
  expect(writers.size).toBeGreaterThan(8);
});

/** `settings` is a drawer for everyone; the installer claims its own row in it. */
const sharedTables = ['settings'];

describe('the rules catch what they are for', () => {
  test.each([
    ['a plugin that reaches into the core', 'plugins/acme/index.ts', '../../src/flow/orders/index.ts'],
    ['a plugin with a package of its own', 'plugins/acme/index.ts', 'undici'],
    ['a plugin with another one’s file', 'plugins/acme/index.ts', '../other/apps.ts'],
    ['what plugins share knowing one of them', 'plugins/shared/acme-apps.ts', '../acme/index.ts'],
    ['the shared folder knowing a step', 'src/shared/money.ts', '../flow/orders/index.ts'],
    ['orders knowing slots', 'src/flow/orders/expire-orders.ts', '../amount-slots/index.ts'],
    [
      'a step behind another’s front door',
      'src/flow/protocols/epay/submit-order.ts',
      '../../orders/order.repository.ts',
    ],
    ['Express in a use case', 'src/flow/settlement/settle-receipt.ts', 'express'],
    [
      'anyone importing the composition root',
      'src/flow/protocols/epay/submit-order.ts',
      '../../../services.ts',
    ],
    ['the core by the plugins’ private name', 'src/flow/protocols/epay/submit-order.ts', '#plugin-api'],
  ])('%s', (_title, file, specifier) => {
    expect(fault({ file, specifier })).not.toBeNull();
  });

  test.each([
    ['a plugin with its one import', 'plugins/acme/index.ts', '#plugin-api'],
    ['a plugin with what several share', 'plugins/acme/index.ts', '../shared/acme-apps.ts'],
    ['a route with Express', 'src/flow/protocols/epay/epay.routes.ts', 'express'],
    ['a step through the front door', 'src/flow/protocols/epay/submit-order.ts', '../../orders/index.ts'],
    ['the composition root with anything', 'src/services.ts', './flow/orders/index.ts'],
  ])('but not %s', (_title, file, specifier) => {
    expect(fault({ file, specifier })).toBeNull();
  });
});

/** Where the core may say a pay type's or a wallet's name, and why. Platforms' own ids, apps and names: nowhere. */
const mayName: Readonly<Record<string, string>> = {
  'src/shared/pay-type.ts': 'the pay types, as shops write them',
  'src/shared/vmq-type.ts': 'the numbers that V免签 gives to pay types',
  'src/flow/protocols/epay/submit-order.ts': 'tells a shop what the pay types are called',
  'src/flow/protocols/epay/refused-acts.ts': 'tells a shop where its buyer is refunded',
  'src/flow/protocols/vmq/create-order-form.ts': 'tells a V免签 shop what the two numbers mean',
  'src/flow/cashier/scan-help.ts':
    'the payers’ own apps, by pay type: every platform’s codes are paid with them',
  'src/flow/cashier/wallets.ts': 'as scan-help.ts',
  'src/docs-page/worked-example.ts': 'an example order of a shop',
  'src/docs-page/shop-guides.ts': 'what a person types in a shop’s settings',
  'src/recorder/find/labels.ts': 'what a word of a back end means, in the pay types of ours',
  'src/recorder/find/names.ts': 'what back ends call the ways to pay, by which their fields are found',
  'src/users/password-rules.ts': 'words that are no passwords',
};

/** The code without comments, which may give examples. */
function codeOf(file: string): string {
  return readFileSync(join(root, file), 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`])\/\/.*$/gm, '$1');
}

test('the core knows no platform by name: what is theirs stands in their manifests', async () => {
  const registry = await loadPlugins(captureLog().log, checkRuleSet);
  const platforms = registry.list().flatMap(({ platform }) => (platform ? [platform] : []));
  expect(platforms.length).toBeGreaterThan(6);
  const apps = platforms.flatMap(({ told }) => told?.apps ?? []);
  // `bank` is also epay's word for 云闪付.
  const ids = platforms.map(({ id }) => id).filter((id) => id !== 'bank');
  const words = [
    ...ids.flatMap((id) => [`'${id}'`, `\`${id}`, `"${id}"`]),
    ...platforms.flatMap(({ told }) => told?.textRules.rules.map((rule) => rule.package) ?? []),
    ...apps.map((app) => app.package),
    ...[...platforms, ...apps]
      .map(({ name }) => name.zh.replace(/（.*$/, ''))
      .filter((name) => name !== '短信'),
    ...['微信', 'alipays:', 'weixin:', 'wxp:'],
  ];
  const core = sources.filter((file) => file.startsWith('src/') && !file.startsWith('src/shared/i18n/'));
  const found = core
    .filter((file) => !(file in mayName))
    .flatMap((file) => {
      const code = codeOf(file);
      return words.filter((word) => code.includes(word)).map((word) => `${file}: ${word}`);
    });
  expect(found).toEqual([]);
});

test('every source file is where the rules can see it', () => {
  const areas = new Set(sources.map((file) => areaOf(relative('.', file))));
  expect([...areas].filter((area) => area !== ROOF && !(area in arrows))).toEqual([]);
});
