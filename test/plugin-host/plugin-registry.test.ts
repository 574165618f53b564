import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkRuleSet } from '../../src/flow/forwarded-texts/index.ts';
import { loadPlugins } from '../../src/plugin-host/index.ts';
import { Refusal } from '../../src/shared/errors.ts';
import { captureLog } from '../support/captured-log.ts';

const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));

test('loading a folder with good and broken plugins: each is listed, the broken ones with their problem', async () => {
  const { log, lines } = captureLog();
  const registry = await loadPlugins(log, checkRuleSet, fixtures);
  const found = registry.list().map(({ folder, platform, problem }) => [folder, platform?.id ?? problem]);
  expect(found).toEqual([
    ['good', 'good'],
    ['nonsense', expect.stringMatching(/apiVersion: .*login: must be a function/)],
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
  const registry = await loadPlugins(captureLog().log, checkRuleSet, fixtures);
  expect(registry.get('good').name.zh).toBe('某平台');
  expect(registry.find('throws')).toBeUndefined();
  for (const id of ['throws', 'nobody', '__proto__']) {
    expect(() => registry.get(id)).toThrow(Refusal);
    expect(() => registry.get(id)).toThrow(expect.objectContaining({ code: 'unknown_platform' }));
  }
});

test('a folder that is not there: no plugins, no failure', async () => {
  const registry = await loadPlugins(captureLog().log, checkRuleSet, `${fixtures}/nowhere`);
  expect(registry.list()).toEqual([]);
});

test('our own plugins: all of them load', async () => {
  const registry = await loadPlugins(captureLog().log, checkRuleSet);
  expect(registry.list().filter(({ problem }) => problem !== null)).toEqual([]);
  expect(registry.find('sqbpay')?.name.zh).toBe('收钱吧');
});
