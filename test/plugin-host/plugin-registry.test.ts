import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { checkRuleSet } from '../../src/flow/forwarded-texts/index.ts';
import { loadPlugins, PluginShelf } from '../../src/plugin-host/index.ts';
import { Refusal } from '../../src/shared/errors.ts';
import { captureLog } from '../support/captured-log.ts';
import { databases, openTestDatabase } from '../support/database.ts';

const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));
const ownFixtures = fileURLToPath(new URL('./own-fixtures/', import.meta.url));

test('loading a folder with good and broken plugins: each is listed, the broken ones with their problem', async () => {
  const { log, lines } = captureLog();
  const registry = await loadPlugins(log, checkRuleSet, { dir: fixtures });
  const found = registry.list().map(({ folder, platform, problem }) => [folder, platform?.id ?? problem]);
  expect(found).toEqual([
    ['good', 'good'],
    ['nonsense', expect.stringMatching(/version: .*login: .*fetchReceipts: must be a function/)],
    ['other-name', expect.stringContaining("is 'good' but the folder is 'other-name'")],
    ['throws', 'this plugin needs something that is not there'],
  ]);
  expect(lines().map(({ plugin, msg }) => [plugin, msg])).toEqual([
    ['nonsense', 'plugin_not_loaded'],
    ['other-name', 'plugin_not_loaded'],
    ['throws', 'plugin_not_loaded'],
  ]);
});

test('asking for a platform: a loaded one is given, an unknown or broken one is refused', async () => {
  const registry = await loadPlugins(captureLog().log, checkRuleSet, { dir: fixtures });
  expect(registry.get('good').name.zh).toBe('某平台');
  expect(registry.find('throws')).toBeUndefined();
  for (const id of ['throws', 'nobody', '__proto__']) {
    expect(() => registry.get(id)).toThrow(Refusal);
    expect(() => registry.get(id)).toThrow(expect.objectContaining({ code: 'unknown_platform' }));
  }
});

test('a folder that is not there: no plugins, no failure', async () => {
  const registry = await loadPlugins(captureLog().log, checkRuleSet, { dir: `${fixtures}/nowhere` });
  expect(registry.list()).toEqual([]);
});

test('our own plugins: all of them load', async () => {
  const registry = await loadPlugins(captureLog().log, checkRuleSet);
  expect(registry.list().filter(({ problem }) => problem !== null)).toEqual([]);
  expect(registry.find('sqbpay')?.name.zh).toBe('收钱吧');
});

describe('plugins of the owner’s own folder', () => {
  const load = () => loadPlugins(captureLog().log, checkRuleSet, { dir: fixtures, ownDir: ownFixtures });

  test('one that takes the contract as an argument is loaded beside the built-in ones', async () => {
    const registry = await load();
    expect(registry.get('handed')).toMatchObject({ version: '3.1.4', name: { en: 'Own platform' } });
    expect(registry.list().find(({ folder }) => folder === 'handed')?.source).toBe('own');
  });

  test('a name that is taken, another version of the contract, one that throws: each says why, and stops nobody', async () => {
    const registry = await load();
    const own = registry.list().filter(({ source, problem }) => source === 'own' && problem !== null);
    expect(own.map(({ folder, problem }) => [folder, problem])).toEqual([
      ['good', "there is a built-in plugin 'good'"],
      ['old', 'apiVersion: is made for version 1 of the plugin contract; this house speaks 2'],
      ['silent', 'this one wants something else'],
    ]);
    expect(registry.get('good').name.en).toBe('Acme');
  });

  test('no such folder: the built-in ones alone', async () => {
    const registry = await loadPlugins(captureLog().log, checkRuleSet, {
      dir: fixtures,
      ownDir: `${ownFixtures}/nowhere`,
    });
    expect(registry.list().every(({ source }) => source === 'built-in')).toBe(true);
  });
});

test('a plugin that is switched off: as if it were not there, with its reason; switched on again it is back', async () => {
  const registry = await loadPlugins(captureLog().log, checkRuleSet, { dir: fixtures });
  registry.switchOff(['good']);
  expect(registry.find('good')).toBeUndefined();
  expect(() => registry.get('good')).toThrow(expect.objectContaining({ code: 'unknown_platform' }));
  expect(registry.list().map(({ folder }) => folder)).not.toContain('good');
  expect(registry.all().map(({ folder }) => folder)).toContain('good');
  expect(['good', 'throws', 'nobody'].map(registry.whyNot)).toEqual(['off', 'broken', 'missing']);
  registry.switchOff([]);
  expect(registry.whyNot('good')).toBeNull();
  expect(registry.get('good').id).toBe('good');
});

describe.each(databases)('the switch on $name', ({ name, available }) => {
  test.skipIf(!available)('is kept in the database, for one plugin at a time', async () => {
    const place = await openTestDatabase(name);
    onTestFinished(() => place.close());
    const registry = await loadPlugins(captureLog().log, checkRuleSet, {
      dir: fixtures,
      ownDir: ownFixtures,
    });
    const { db } = place;
    const { log } = captureLog();
    const shelf = new PluginShelf({ db, registry, log, checkTextRules: checkRuleSet, allowPrivate: false });
    const set = (id: string, isOn: boolean) => shelf.set(db, id, { isOn, now: 1_000 });
    await set('good', false);
    await set('handed', false);
    await set('good', true);
    expect(registry.isOff('handed')).toBe(false);
    await shelf.look();
    expect([registry.isOff('handed'), registry.isOff('good')]).toEqual([true, false]);
    await expect(set('throws', false)).rejects.toMatchObject({ code: 'unknown_platform' });
  });
});
