import { generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkRuleSet } from '../../src/flow/forwarded-texts/index.ts';
import { compareVersions, examinePackage } from '../../src/plugin-host/index.ts';
import { readPackage } from '../../src/plugin-host/packages/read-package.ts';
import { readIndexKey, readSignedIndex } from '../../src/plugin-host/packages/signed-index.ts';
import { tell } from '../../src/shared/errors.ts';
import { type ArchiveFile, tarball, zip } from '../support/archives.ts';

/** What is wrong with a file, in words. */
async function refused(reading: Promise<unknown>): Promise<string> {
  return reading.then(
    () => 'taken',
    (error) => tell('zh', error),
  );
}

describe.each([
  ['npm tarball', tarball],
  ['zip', zip],
])('a package as %s', (_name, pack) => {
  const read = (files: ArchiveFile[]) => readPackage(pack(files));

  test.each([
    [
      'in the folder that npm makes',
      [
        { path: 'package/index.js', content: 'code' },
        { path: 'package/package.json', content: '{}' },
      ],
    ],
    ['in no folder', [{ path: 'index.js', content: 'code' }]],
    ['as a module', [{ path: 'mine/index.mjs', content: 'code' }]],
    [
      'where main says',
      [
        { path: 'x/package.json', content: '{"main":"./dist/it.js"}' },
        { path: 'x/dist/it.js', content: 'code' },
      ],
    ],
  ])('is read: its code %s', async (_where, files) => {
    expect(await read(files)).toEqual({ kind: 'code', content: 'code' });
  });

  test.each<[string, ArchiveFile[], string]>([
    ['leads out of its folder', [{ path: 'package/../../etc/cron.d/x', content: 'a' }], '路径不安全|打不开'],
    ['stands at the root', [{ path: '/etc/passwd', content: 'a' }], '路径不安全|打不开'],
    ['has a drive', [{ path: 'C:/x', content: 'a' }], '路径不安全|打不开'],
    ['has backslashes', [{ path: '..\\..\\x', content: 'a' }], '路径不安全|打不开'],
    ['is a link', [{ path: 'package/index.js', linkTo: '/etc/passwd' }], '链接'],
    ['is too large', [{ path: 'package/index.js', content: 'x'.repeat(9 * 1024 * 1024) }], '文件太大'],
    [
      'is code that is too large',
      [{ path: 'package/index.js', content: 'x'.repeat(1024 * 1024 + 1) }],
      '内容太大',
    ],
    [
      'is none of many',
      Array.from({ length: 201 }, (_, index) => ({ path: `p/${index}`, content: '' })),
      '文件太多',
    ],
    ['is no code', [{ path: 'package/readme.md', content: 'hello' }], '没有 index.js'],
    ['is named by a package.json that is none', [{ path: 'package.json', content: '{' }], '打不开'],
  ])('a file in it that %s: refused', async (_what, files, words) => {
    expect(await refused(read(files))).toMatch(new RegExp(words));
  });

  test('one that was cut off, or changed: refused, and nothing hangs', async () => {
    const whole = pack([{ path: 'package/index.js', content: 'const a = 1;'.repeat(50) }]);
    for (let length = 3; length < whole.length; length += 7)
      expect(await refused(readPackage(whole.subarray(0, length))), String(length)).toContain('安装包不能用');
    for (let at = 2; at < whole.length; at += 5) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0xff;
      await refused(readPackage(changed));
    }
  });
});

test('a zip that says less than it holds: refused', async () => {
  const bomb = zip([{ path: 'index.js', content: 'x'.repeat(6 * 1024 * 1024), saidSize: 10 }]);
  expect(await refused(readPackage(bomb))).toContain('打不开');
});

test.each([
  ['nothing', Buffer.alloc(0), '没有选择文件'],
  ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47]), '不是 zip'],
  ['too large', Buffer.alloc(2 * 1024 * 1024 + 1), '文件太大'],
])('%s is no package', async (_name, bytes, words) => {
  expect(await refused(readPackage(bytes))).toContain(words);
});

test('JSON is a descriptor, and says what is wrong with it', async () => {
  expect(await readPackage(Buffer.from('\ufeff {"descriptor":1}'))).toEqual({
    kind: 'descriptor',
    content: ' {"descriptor":1}',
  });
  const deps = { checkTextRules: checkRuleSet, allowPrivate: false };
  expect(await refused(examinePackage(Buffer.from('{"descriptor":2}'), deps))).toContain('插件有问题');
  expect(await refused(examinePackage(Buffer.from('{"descriptor":'), deps))).toContain('插件有问题');
});

test('versions and revisions are compared as numbers', () => {
  expect(compareVersions('1.10.0', '1.9.9')).toBeGreaterThan(0);
  expect(compareVersions('9', '10')).toBeLessThan(0);
  expect(compareVersions('1.0.0', '1.0.0')).toBe(0);
});

describe('a signed index', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const publicText = Buffer.from(privateKey.export({ format: 'jwk' }).x ?? '', 'base64url').toString(
    'base64',
  );
  const key = readIndexKey(publicText);
  const entry = {
    id: 'acme',
    kind: 'code',
    version: '1.0.0',
    name: { zh: '甲', en: 'A' },
    file: 'a.tgz',
    sha256: 'a'.repeat(64),
  };
  const index = { index: 1, edition: 3, plugins: [entry] };
  const signed = (content: unknown, by = privateKey) => {
    const payload = JSON.stringify(content);
    return JSON.stringify({ payload, signature: sign(null, Buffer.from(payload), by).toString('base64') });
  };
  const read = (file: string) => {
    if (!key) throw new Error('no key');
    return readSignedIndex(file, key);
  };

  test('that the key signed is read', () => {
    expect(read(signed(index))).toEqual(index);
  });

  test.each([
    ['changed by a letter', signed(index).replace('acme', 'acmf'), '签名不对'],
    ['signed by somebody else', signed(index, generateKeyPairSync('ed25519').privateKey), '签名不对'],
    ['without a signature', JSON.stringify(index), '没有签名'],
    [
      'with an empty signature',
      JSON.stringify({ payload: JSON.stringify(index), signature: '' }),
      '签名不对',
    ],
    ['that is no JSON', '<html>', '没有签名'],
    ['with an id twice', signed({ ...index, plugins: [entry, entry] }), '看不懂'],
    ['with an address for an id', signed({ ...index, plugins: [{ ...entry, id: '../x' }] }), '看不懂'],
    ['of another kind', signed({ ...index, index: 2 }), '看不懂'],
  ])('%s: refused', async (_name, file, words) => {
    expect(await refused((async () => read(file))())).toContain(words);
  });

  test.each(['', 'none', 'A'.repeat(43), `${'A'.repeat(42)}==`, Buffer.alloc(33).toString('base64')])(
    '%s is no key',
    (text) => {
      expect(readIndexKey(text)).toBeNull();
    },
  );
});
