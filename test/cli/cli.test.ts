import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import bcrypt from 'bcrypt';
import { toBuffer } from 'qrcode';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codes } from '../../src/flow/accounts/index.ts';
import { readLimits } from '../../src/flow/code-limits/index.ts';
import { readQrImage } from '../../src/shared/qr-image.ts';
import { databases, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { runCli, runHere } from '../support/run-cli.ts';

const PASSWORD = 'a long enough phrase';

describe.each(databases.filter(({ available }) => available))('the terminal twin on $name', ({ name }) => {
  let place: TestDatabase;
  let env: Record<string, string>;
  beforeAll(async () => {
    place = await openTestDatabase(name, { migrated: false });
    env = { DATA_DIR: place.dataDir };
  });
  afterAll(() => place.close());

  const cli = (...args: string[]) => runHere(args, env);
  const json = async (...args: string[]) => {
    const run = await cli(...args);
    expect(run.stderr).toBe('');
    expect(run.status).toBe(0);
    return JSON.parse(run.stdout);
  };

  test('before the installation every command says so in one line', async () => {
    const run = await runCli(['merchant', 'show'], env);
    expect(run.status).toBe(2);
    expect(run.stdout).toBe('');
    expect(run.stderr).toMatch(/^mpay is not installed here yet[^\n]*\n$/);
  });

  test('install → account → code → merchant, then again is refused', async () => {
    const weak = await cli('install', '--username', 'boss', '--password', '12345678');
    expect(weak).toMatchObject({ status: 2, stdout: '' });

    const where = place.databaseUrl ? ['--database-url', place.databaseUrl] : [];
    const installed = await json('install', '--username', 'boss', '--password', PASSWORD, ...where);
    expect(installed).toEqual({ pid: 1000, key: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(await json('merchant', 'show')).toMatchObject(installed);
    const asProcess = await runCli(['merchant', 'show'], env);
    expect(asProcess).toMatchObject({ status: 0, stderr: '' });
    expect(JSON.parse(asProcess.stdout)).toMatchObject(installed);

    const db = place.db;
    await db('sessions').insert({ sid: 'a'.repeat(64), user_id: 1, data: '{}', expires_at: 9e15 });
    const change = ['user', 'password', '--username', 'Boss', '--password'];
    expect(await json(...change, 'another long phrase')).toEqual({
      id: 1,
      username: 'boss',
      sessionsEnded: 1,
    });
    expect(await cli(...change, 'short')).toMatchObject({ status: 2, stdout: '' });
    expect(await cli('user', 'password', '--username', 'nobody', '--password', PASSWORD)).toMatchObject({
      status: 2,
    });
    expect(await db('sessions').where({ user_id: 1 })).toEqual([]);
    const { password_hash: hash } = await db('users').where({ id: 1 }).first();
    expect(await bcrypt.compare('another long phrase', hash)).toBe(true);
    expect(await db('audit_entries').where({ action: 'user.password', actor: 'terminal' })).toHaveLength(1);

    const again = await cli('install', '--username', 'thief', '--password', PASSWORD, ...where);
    expect(again).toMatchObject({ status: 2, stdout: '' });

    const account = [
      'account',
      'add',
      '--platform',
      'sqbpay',
      '--login',
      '13800000000',
      '--password',
      'p',
      '--mode',
    ];
    expect(await json(...account, 'continuous', '--base-url', 'http://127.0.0.1:9')).toEqual({ id: 1 });
    const code = ['code', 'add', '--account', '1', '--style', 'link', '--content', 'https://qr.example/1'];
    expect(await json(...code, '--terminal', 'T-1')).toEqual({ id: 1 });

    const twice = await cli(...code, '--terminal', 'T-1');
    expect(twice).toMatchObject({ status: 2, stdout: '' });
    expect(twice.stderr).toContain('T-1');
    expect(await json('receipt', 'list', '--state', 'unmatched')).toEqual([]);
    expect(await json('order', 'list')).toEqual([]);
    const [listed] = await json('account', 'list');
    expect(listed).toMatchObject({ id: 1, platform: 'sqbpay', mode: 'continuous', login: '13800000000' });
    expect(JSON.stringify(listed)).not.toContain('password');
  });

  test('people and merchants: added, listed and changed, with words for what is wrong', async () => {
    const [boss] = await json('user', 'list');
    expect(boss).toEqual({ id: 1, username: 'boss', role: 'owner', merchants: 'all', disabled: false });
    const added = await json('merchant', 'add', '--name', '二店');
    expect(added).toEqual({
      ...{ pid: 1001, key: expect.stringMatching(/^[0-9a-f]{32}$/) },
      vmqKey: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const add = ['user', 'add', '--username', 'Clerk', '--password', PASSWORD, '--role'];
    const clerk = { id: 2, username: 'clerk', role: 'clerk', merchants: [1001], disabled: false };
    expect(await json(...add, 'clerk', '--merchants', '1001')).toEqual(clerk);
    const change = ['user', 'role', '--username', 'clerk', '--role'];
    expect(await json(...change, 'manager', '--merchants', '1001,1000')).toEqual({
      ...{ ...clerk, role: 'manager', merchants: [1000, 1001] },
    });
    for (const [bad, words] of [
      [[...add, 'king', '--merchants', '1001'], '--role must be one of owner, manager, clerk, viewer'],
      [[...add, 'clerk', '--merchants', '1001'], '用户名'],
      [[...change, 'clerk'], '--merchants'],
      [[...change, 'clerk', '--merchants', '4711'], '--merchants'],
      [[...change, 'owner', '--merchants', '1000'], '--merchants is not for an owner'],
      [['user', 'role', '--username', 'boss', '--role', 'viewer', '--merchants', '1000'], '最后一位店主'],
      [['user', 'role', '--username', 'nobody', '--role', 'owner'], 'there is no user'],
      [['merchant', 'add', '--name', ''], '--name'],
    ] as const) {
      const run = await cli(...bad);
      expect([run.status, run.stdout]).toEqual([2, '']);
      expect(run.stderr).toMatch(/^[^\n]*\n$/);
      expect(run.stderr).toContain(words);
    }
    expect((await cli('merchant', 'show')).stderr).toContain('--pid is missing');
    expect(await place.db('audit_entries').where({ action: 'user.role', actor: 'terminal' })).toHaveLength(1);
    await place.db('merchants').where({ pid: 1001 }).delete();
  });

  test('a phone-listened account: its codes get their terminal number, and a text can be tried', async () => {
    const { id } = await json('account', 'add', '--platform', 'wxpay', '--login', '主号');
    const code = ['code', 'add', '--account', String(id), '--style', 'link', '--content', 'wxp://f2f0'];
    await json(...code, '--kind', 'personal');
    const clash = await cli(...code, '--kind', 'business');
    expect(clash.status).toBe(2);
    expect(clash.stderr).toContain('个人码');
    expect(await json('device', 'list')).toEqual([]);
    const text = ['notification', 'try', '--package', 'com.tencent.mm', '--title', '微信支付', '--text'];
    expect(await json(...text, '个人收款码到账¥0.01')).toMatchObject({
      payType: 'wxpay',
      amountFen: 1,
      channel: 'personal',
    });
    const nothing = { grade: null, payType: null, amountFen: null, channel: null };
    expect(await json(...text, '微信支付退款到账￥24.81')).toMatchObject({
      ...{ outcome: 'not_money', ...nothing, why: 'refund' },
    });
    expect(await json(...text, '个人收款码到账¥0.01')).toMatchObject({
      ...{ outcome: 'money', grade: 'sure', rule: 'wxpay-personal-code', why: null },
    });
    expect(await json(...text, '收款到账¥50.00')).toMatchObject({
      ...{ outcome: 'review', grade: 'likely', payType: 'wxpay', amountFen: 5000, channel: 'personal' },
      ...{ rule: 'wxpay-documented', why: 'unconfirmed' },
    });
    const kept = { outcome: 'review', ...nothing, rule: null };
    expect(await json(...text, '个人收款码到账¥0.01\ufeff')).toMatchObject({ ...kept, why: 'unknown_text' });
    expect(await json(...text, '已隐藏敏感通知内容')).toMatchObject({ ...kept, why: 'hidden' });
    const lakala = ['notification', 'try', '--package', 'com.lakala.shqb', '--title', '拉卡拉', '--text'];
    expect(await json(...lakala, '银联二维码成功收款1.00元。')).toMatchObject({
      ...{ outcome: 'money', payType: 'unionpay', amountFen: 100, channel: 'aggregate', platform: 'lklpay' },
    });
    const untitled = ['notification', 'try', '--package', 'com.tencent.mm', '--title', '', '--text', ''];
    expect(await json(...untitled)).toMatchObject({ outcome: 'not_money', why: 'unrelated' });
  });

  // What a picture is made to is the same on both databases.
  if (name === 'sqlite') {
    const picture = (file: string, ...more: string[]) =>
      cli('code', 'add', '--account', '1', '--style', 'image', '--content', file, '--terminal', ...more);

    test('a picture of a code is read, drawn anew and kept beside the uploads of the console', async () => {
      const file = join(place.dataDir, '收款码.jpg');
      const link = 'https://qr.example/picture';
      await sharp(await toBuffer(link, { scale: 20, margin: 4 }))
        .jpeg()
        .withMetadata()
        .toFile(file);
      const run = await picture(file, 'T-PIC');
      expect([run.stderr, run.status]).toEqual(['', 0]);
      const [code] = (await codes.listCodes(place.db, [1])).slice(-1);
      expect(code).toMatchObject({ id: JSON.parse(run.stdout).id, terminal: 'T-PIC', style: 'image' });
      expect(code?.content).toMatch(/^[0-9a-f]{32}\.png$/);
      const uploads = join(place.dataDir, 'uploads');
      const kept = join(uploads, code?.content ?? '');
      expect((await readQrImage(await readFile(kept))).text).toBe(link);
      const [folder, stored] = [await stat(uploads), await stat(kept)];
      expect([folder.mode & 0o777, stored.mode & 0o777]).toEqual([0o700, 0o600]);
      expect(stored.uid).toBe((await stat(place.dataDir)).uid);

      const taken = await picture(file, 'T-PIC');
      expect([taken.status, taken.stdout]).toEqual([2, '']);
      expect(await readdir(uploads)).toEqual([code?.content]);
    });

    test('what is no picture of one code is refused with the reason, and nothing is written', async () => {
      const at = (file: string) => join(place.dataDir, file);
      const plain = sharp({ create: { width: 300, height: 300, channels: 3, background: '#4a8' } });
      await plain.png().toFile(at('blank.png'));
      await writeFile(at('text.png'), 'no picture');
      await writeFile(at('large.png'), Buffer.alloc(2 * 1024 * 1024 + 1));
      const two = await Promise.all(
        ['wxp://one', 'https://qr.alipay.com/two'].map((text) => toBuffer(text, { scale: 8, margin: 4 })),
      );
      await sharp({ create: { width: 900, height: 450, channels: 3, background: '#fff' } })
        .composite(two.map((input, index) => ({ input, left: index * 450, top: 0 })))
        .png()
        .toFile(at('two.png'));
      const before = [await codes.listCodes(place.db, [1]), await readdir(at('uploads'))];
      for (const [file, reason] of [
        ['nowhere.png', '没有这个文件'],
        ['', '这是文件夹'],
        ['text.png', '不是可以打开的图片'],
        ['blank.png', '没有找到二维码'],
        ['large.png', '超过 2 MB'],
        ['two.png', '不止一个二维码'],
      ] as const) {
        const run = await picture(at(file), 'T-BAD');
        expect([file, run.status, run.stdout]).toEqual([file, 2, '']);
        expect(run.stderr).toMatch(new RegExp(`^--content [^\\n]*${reason}[^\\n]*\\n$`));
      }
      expect([await codes.listCodes(place.db, [1]), await readdir(at('uploads'))]).toEqual(before);
    });
  }

  // What is refused before or without the database is the same on both.
  if (name !== 'sqlite') return;

  test.each([
    [
      ['install', '--username', 'boss', '--password', PASSWORD, '--database-url', 'mysql://root@127.0.0.1'],
      '--database-url must be like',
    ],
    [['order', 'show'], 'trade numbers'],
    [['order', 'show', 'nobody'], '订单不存在'],
    [['receipt', 'list', '--state', 'lost'], '--state'],
    [['account', 'add', '--platform', 'nowhere', '--login', 'x'], 'nowhere'],
    [['account', 'add', '--platform', 'sqbpay'], '--login'],
    [['account', 'add', '--platform', 'sqbpay', '--login', 'x', '--mode', 'sometimes'], '--mode'],
    [['account', 'add', '--platform', 'sqbpay', '--login', 'x'], 'password'],
    [['code', 'add', '--account', '99', '--terminal', 'T', '--content', 'c'], '99'],
    [['code', 'add', '--account', '1', '--terminal', 'T2', '--content', 'c', '--types', 'cash'], '--types'],
    [['account', 'add', '--platform', 'sqbpay', '--login', 'x', '--interval', '0'], '--interval'],
    [['account', 'add', '--platform', 'sqbpay', '--login', 'x', '--interval', '1.5'], '--interval'],
    [['account', 'add', '--platform', 'sqbpay', '--login'], '--login'],
    [['account', 'add', '--platform', 'sqbpay', '--login', 'x', '--base-url', 'sqb'], '--base-url'],
    [['account', 'add', '--platform', 'wxpay', '--login', 'x', '--mode', 'on_demand'], '--mode'],
    [['code', 'add', '--account', '1', '--content', 'c'], '--terminal'],
    [['code', 'add', '--account', '1', '--kind', 'personal', '--content', 'c'], '--kind'],
    [['code', 'add', '--account', '2', '--content', 'c'], '--kind'],
    [['code', 'add', '--account', '2', '--terminal', 'T', '--content', 'c'], '--terminal'],
    [['code', 'add', '--account', 'one', '--terminal', 'T', '--content', 'c'], '--account'],
    [['code', 'add', '--account', '1', '--terminal', 'T', '--style', 'video', '--content', 'c'], '--style'],
    [['code', 'add', '--account', '1', '--terminal', 'T'], '--content'],
    [['notification', 'try', '--package', 'p', '--title', 't'], '--text'],
    [['order', 'list', '--state', 'lost'], '--state'],
    [['device', 'list', 'all'], 'all'],
    [['merchant', 'show', '--pid', '77'], '77'],
    [['merchant', 'show', '--colour', 'red'], '--colour'],
    [['fly'], 'fly'],
  ])('%j: one line on stderr that names what was wrong, exit 2', async (args, named) => {
    const run = await cli(...args);
    expect(run.stdout).toBe('');
    expect(run.stderr.trimEnd()).not.toContain('\n');
    expect(run.stderr).toContain(named);
    expect(run.status).toBe(2);
  });

  test('limits and the hourly budget are given with an account or a code; what is wrong is named by its option', async () => {
    const add = [
      'account',
      'add',
      '--platform',
      'sqbpay',
      '--password',
      'p',
      '--base-url',
      'http://127.0.0.1:9',
    ];
    const { id } = await json(
      ...[...add, '--login', '13811110000', '--hourly-budget', '600', '--day-money', '20000.00'],
      ...['--hours', '22:00-02:30', '--cool-after', '0'],
    );
    const [account] = await place.db('accounts').where({ id });
    expect(account.hourly_budget).toBe(600);
    expect(readLimits(account.limits)).toMatchObject({
      ...{ dayFen: 2_000_000, hours: { from: 1_320, to: 150 }, coolAfter: 0 },
    });
    const code = [
      'code',
      'add',
      '--account',
      String(id),
      '--style',
      'link',
      '--content',
      'https://qr.example/9',
    ];
    const { id: codeId } = await json(
      ...code,
      '--terminal',
      'L-1',
      '--day-count',
      '30',
      '--max-amount',
      '9.90',
    );
    const [row] = await place.db('codes').where({ id: codeId });
    expect(readLimits(row.limits)).toMatchObject({ dayCount: 30, maxFen: 990 });
    for (const [bad, words] of [
      [[...add, '--login', 'a', '--hourly-budget', '1'], '--hourly-budget'],
      [[...add, '--login', 'a', '--hourly-budget', 'many'], '--hourly-budget'],
      [[...add, '--login', 'a', '--hours', '8-22'], '--hours'],
      [[...add, '--login', 'a', '--min-amount', '9', '--max-amount', '1'], '--max-amount'],
      [[...code, '--terminal', 'L-2', '--day-count', '0'], '--day-count'],
      [[...code, '--terminal', 'L-2', '--day-money', '1.234'], '--day-money'],
      [['account', 'add', '--platform', 'wxpay', '--login', 'b', '--hourly-budget', '600'], 'wxpay'],
    ] as const) {
      const run = await cli(...bad);
      expect([run.status, run.stdout], bad.join(' ')).toEqual([2, '']);
      expect(run.stderr).toMatch(/^[^\n]*\n$/);
      expect(run.stderr).toContain(words);
    }
    expect(await place.db('codes').where({ terminal: 'L-2' })).toEqual([]);
    expect(await place.db('accounts').whereIn('login', ['a', 'b'])).toEqual([]);
  });

  test('routing show tells which code an order would get now, and why not the others; nothing is written', async () => {
    const show = ['routing', 'show', '--type', 'wxpay', '--amount'];
    const count = async () => Number((await place.db('orders').count({ count: '*' }))[0]?.count);
    const before = await count();
    const [limited] = await place.db('codes').where({ terminal: 'L-1' });
    await place.db('accounts').where({ id: limited.account_id }).update({ limits: null });
    const cheap = await json(...show, '9.90');
    expect(cheap.chosen).toMatchObject({ codeId: expect.any(Number) });
    expect(cheap.codes.map(({ terminal }: { terminal: string }) => terminal)).toContain('L-1');
    const dear = await json(...show, '10.00');
    expect(dear.codes).toContainEqual({
      ...{ codeId: limited.id, accountId: limited.account_id, terminal: 'L-1', verdict: 'no' },
      why: { reason: 'code.above', values: [990] },
    });
    expect(dear.chosen?.codeId).not.toBe(limited.id);
    for (const [bad, words] of [
      [[...show, '1.234'], '--amount'],
      [['routing', 'show', '--type', 'cash', '--amount', '1'], '--type'],
      [['routing', 'show', '--type', 'wxpay'], '--amount is missing'],
      [[...show, '1.00', '--pid', '4711'], '4711'],
    ] as const) {
      const run = await cli(...bad);
      expect([run.status, run.stdout]).toEqual([2, '']);
      expect(run.stderr).toContain(words);
    }
    expect(await count()).toBe(before);
  });

  test('a device gets a key of its own, once under each name, at accounts whose payments devices report', async () => {
    const { id: account } = await json('account', 'add', '--platform', 'wxpay', '--login', '店里的手机');
    const [row] = await place.db('accounts').where({ id: account });
    expect(Boolean(row.accept_key)).toBe(false);
    // As the console's form has it: one late heartbeat is no silence.
    expect(Number(row.silent_after_ms)).toBe(150_000);
    const add = ['device', 'add', '--account', String(account), '--name', '红米'];
    expect(await json(...add)).toEqual({
      id: expect.any(Number),
      secret: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const again = await cli(...add);
    expect(again).toMatchObject({ status: 2, stdout: '' });
    expect(again.stderr).toContain('--name');
    expect(await cli('device', 'add', '--account', '999', '--name', 'x')).toMatchObject({ status: 2 });
    expect(await cli(...add, '--app', 'vmq')).toMatchObject({ status: 2 });
    const { id: told } = await json('account', 'add', '--platform', 'alipay', '--login', '店里的平板');
    const pc = await cli('device', 'add', '--account', String(told), '--name', '电脑', '--app', 'pc');
    expect(pc).toMatchObject({ status: 2, stdout: '' });
    expect(pc.stderr).toContain('no pc reports payments of alipay');
    expect(await place.db('audit_entries').where({ action: 'device.add', actor: 'terminal' })).toHaveLength(
      1,
    );
  });
});

test('wrong configuration is listed whole, in one line, and nothing starts', async () => {
  const run = await runCli(['merchant', 'show'], {
    PORT: 'eighty',
    PUBLIC_URL: 'pay.example',
    DATA_DIR: '/tmp',
  });
  expect(run.status).toBe(2);
  expect(run.stderr).toContain('PORT');
  expect(run.stderr).toContain('PUBLIC_URL');
});

test('help is printed without an installation', async () => {
  const run = await runCli(['help'], { DATA_DIR: '/tmp' });
  expect(run.status).toBe(0);
  expect(run.stdout).toContain('account add');
});
