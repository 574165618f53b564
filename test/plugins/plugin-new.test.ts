import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { databases } from '../support/database.ts';
import { startPluginHouse } from '../support/plugin-house.ts';
import { checkRule, contractRules } from './contract.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** As deep as plugins/, so that what is made finds the suite. */
const made = mkdtempSync(join(root, 'data-made-'));
afterAll(() => rmSync(made, { recursive: true, force: true }));

const make = (id: string) =>
  execFileSync(process.execPath, [join(root, 'scripts/plugin-new.mjs'), id, made], {
    encoding: 'utf8',
    stdio: 'pipe',
  });
const load = (file: string) => import(pathToFileURL(join(made, file)).href);

test('a plugin that plugin:new made keeps every rule of the contract', async () => {
  expect(make('my-till')).toContain('npm run plugin:test my-till');
  const { default: platform } = await load('my-till/index.ts');
  const { startSimulator: start } = await load('my-till/test/simulator.ts');
  expect(platform.id).toBe('my-till');
  const contractCase = { platform, start };
  const rules = contractRules.filter(({ applies }) => applies?.(contractCase) ?? true);
  expect(rules.length).toBeGreaterThan(15);
  for (const rule of rules) await checkRule(rule, contractCase);
});

test('a name that is none, or that is taken: refused, and nothing is made', () => {
  for (const id of ['', 'My-Till', '../till', '9']) expect(() => make(id), id).toThrow();
  expect(() => make('my-till')).toThrow(/is there already/);
});

describe.each(databases)('on $name', ({ name, available }) => {
  test.skipIf(!available)('an order is settled by what the plugin that was made tells', async () => {
    const { startSimulator } = await load('my-till/test/simulator.ts');
    const house = await startPluginHouse(name, {
      ...{ pluginsDir: made, platform: 'my-till', simulator: startSimulator, secrets: ['password'] },
    });
    const order = await house.order();
    house.simulator.pay({ amountFen: order.placement?.payableFen ?? 0 });
    await house.tick(4_000);
    expect((await house.find(order.tradeNo)).state).toBe('paid');
    expect(house.shop.received).toHaveLength(1);
    expect(await house.account()).toMatchObject({ health: 'ok' });
  });

  test.skipIf(!available)('and by what one of the owner’s own folder tells', async () => {
    const { startSimulator } = await load('my-till/test/simulator.ts');
    const house = await startPluginHouse(name, {
      ...{ pluginsDir: made, ownPlugins: join(root, 'test/plugins/own'), platform: 'own-till' },
      ...{ simulator: startSimulator, secrets: ['password'] },
    });
    const order = await house.order();
    house.simulator.pay({ amountFen: order.placement?.payableFen ?? 0 });
    await house.tick(4_000);
    expect((await house.find(order.tradeNo)).state).toBe('paid');
    expect(house.shop.received).toHaveLength(1);
  });
});

test('docs/plugins.md shows the very plugin that plugin:new makes, in at most 60 lines', () => {
  const code = readFileSync(join(root, 'scripts/plugin-template/index.ts'), 'utf8');
  expect(code.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  expect(readFileSync(join(root, 'docs/plugins.md'), 'utf8')).toContain(`\`\`\`ts\n${code}\`\`\``);
});
