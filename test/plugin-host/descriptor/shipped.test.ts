import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkRuleSet } from '../../../src/flow/forwarded-texts/index.ts';
import { GAPS, parseTemplate } from '../../../src/plugin-host/descriptor/recording-template.ts';
import {
  completed,
  gapSaying,
  loadPlugins,
  parseDescriptor,
  shippedDescriptors,
} from '../../../src/plugin-host/index.ts';
import { say } from '../../../src/shared/saying.ts';
import { captureLog } from '../../support/captured-log.ts';

const dir = new URL('../../../plugins/descriptors/', import.meta.url);
const files = readdirSync(dir);
const textOf = (file: string) => readFileSync(new URL(file, dir), 'utf8');
const { templates } = shippedDescriptors();

test('each file that is shipped is read, and named for what it is about', () => {
  expect(templates.map(({ id }) => `${id}.json`)).toEqual([...files].sort());
  expect(templates.map(({ id }) => id)).toEqual([
    ...['lklpayweb', 'mqpayweb', 'sftpayweb', 'storepayweb', 'sywpayweb', 'ysepayown'],
  ]);
});

test('a template is never run: it is no descriptor, and what it lacks is said', () => {
  for (const file of files) {
    expect(parseDescriptor(textOf(file)).ok, file).toBe(false);
    expect(completed(templates.find(({ id }) => `${id}.json` === file) as never, {}).ok, file).toBe(false);
  }
});

test('each gap has its words, and a template that keeps one to itself is refused', () => {
  for (const gap of GAPS) expect(say('zh', gapSaying(gap))).not.toBe(say('en', gapSaying(gap)));
  for (const file of files) {
    const read = JSON.parse(textOf(file));
    for (const gap of read.gaps) {
      const gaps = read.gaps.filter((one: string) => one !== gap);
      expect(parseTemplate(JSON.stringify({ ...read, gaps })).ok, `${file} without ${gap}`).toBe(false);
    }
    for (const gap of GAPS.filter((one) => !read.gaps.includes(one))) {
      expect(parseTemplate(JSON.stringify({ ...read, gaps: [...read.gaps, gap] })).ok).toBe(false);
    }
    expect(parseTemplate(JSON.stringify({ ...read, secret: 'x' })).ok).toBe(false);
  }
});

describe('each company of the list can be used today', () => {
  test.each(templates.map(({ id, ways }) => [id, ways] as const))('%s: %j', async (id, ways) => {
    const registry = await loadPlugins(captureLog().log, checkRuleSet);
    expect(ways.length).toBeGreaterThan(0);
    for (const way of ways) expect(registry.find(way), `${id}: ${way}`).toBeDefined();
    expect(registry.find(id), 'an id of its own').toBeUndefined();
  });

  test.each(['mqpay', 'storepay', 'sftpay', 'sywpay'])(
    '%s: told by its app, as the owner teaches it',
    async (id) => {
      const registry = await loadPlugins(captureLog().log, checkRuleSet);
      expect(registry.get(id)).toMatchObject({
        listening: 'forwarded',
        takesAnyApp: true,
        told: { apps: [] },
      });
      expect(registry.get(id).setup).toHaveLength(3);
      expect(registry.get(id).facts.some(({ rests }) => rests === 'unknown')).toBe(true);
    },
  );
});
