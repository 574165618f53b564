import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codes } from '../../src/flow/accounts/index.ts';
import { raiseAlert } from '../../src/flow/alerts/index.ts';
import { MAX_OWN_RULES } from '../../src/flow/forwarded-texts/index.ts';
import { smsForwarderSign } from '../../src/flow/forwarding/index.ts';
import { receipts } from '../../src/flow/receipts/index.ts';
import { translator } from '../../src/shared/i18n/index.ts';
import { kept, saying } from '../../src/shared/saying.ts';
import { vmqSign } from '../../src/shared/vmq-sign.ts';
import { databases } from '../support/database.ts';
import { ruleForwards } from '../support/forwarding-rule.ts';
import { type ConsoleApp, readable, startConsole, texts, USER } from './console-app.ts';

const LINK = 'wxp://f2f0abcdefghijklmnopqrstuvwxyz0123456789';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`platforms whose payments a phone reports, in the console, on ${name}`, () => {
    let app: ConsoleApp;
    let id: number;
    beforeAll(async () => {
      app = await startConsole(name);
    });
    afterAll(() => app.stop());

    test('the account form asks for a name and how long silence may last; nothing about logins', async () => {
      const form = await app.keeper.get('/console/accounts/new?platform=wxpay');
      expect(texts(form, 'label.form-label')).toEqual([
        ...['账号名称/备注', '静默多少秒后停用', '超过多少元要人工确认（可不填）'],
      ]);
      expect(form.page.querySelector('[name=mode]')).toBeNull();
      const offered = texts(await app.keeper.get('/console/accounts/new'), '.platform-choice strong');
      expect(offered.slice(0, 2).sort()).toEqual(['微信支付个人码', '支付宝个人码']);
      const wrong = await app.keeper.submit(form, { login: '店里的手机', silent_after: '5' });
      expect(texts(wrong, '#silent_after-problem')).toEqual(['请填写 30 到 3600 之间的整数。']);
      const right = await app.keeper.submit(wrong, {
        login: '店里的手机',
        silent_after: '120',
        accept_key: '1',
      });
      id = Number(/accounts\/(\d+)\?done=addedForwarded/.exec(right.location ?? '')?.[1]);
      expect(await app.services.accounts.get(app.place.db, id)).toMatchObject({
        platform: 'wxpay',
        mode: 'continuous',
        silentAfterMs: 120_000,
        acceptKey: true,
      });
      const page = await app.keeper.get(`/console/accounts/${id}`);
      expect(readable(page)).not.toContain('测试登录');
      expect(texts(page, '.page-head-actions a')).toEqual(['监听设置']);
      expect(page.page.querySelector(`a[href="/console/accounts/${id}/listener"]`)).not.toBeNull();
      expect(readable(await app.keeper.get('/console/accounts'))).toContain('手机或电脑监听');
    });

    test('editing keeps the terminal numbers of its codes right, and the change is written down', async () => {
      const path = `/console/accounts/${id}`;
      const fields = { login: '店里的手机', silent_after: '90' };
      await app.keeper.submit(await app.keeper.get(path), fields, `form[action="${path}"]`);
      expect(await app.services.accounts.get(app.place.db, id)).toMatchObject({
        silentAfterMs: 90_000,
        acceptKey: false,
      });
      expect((await app.audit())[0]?.detail).toMatchObject({
        acceptKey: [true, false],
        silentAfterMs: [120_000, 90_000],
      });
      const accept = { ...fields, accept_key: '1' };
      await app.keeper.submit(await app.keeper.get(path), accept, `form[action="${path}"]`);
    });

    test('a code has a kind; the terminal number is made of it; 经营码 beside 个人码 is refused at the field', async () => {
      const path = `/console/accounts/${id}/codes/new`;
      const add = async (fields: Record<string, string>) =>
        app.keeper.submit(await app.keeper.get(path), { style: 'link', link: LINK, ...fields });
      expect(texts(await add({ kind: '' }), '#kind-problem')).toEqual(['请选择码的种类。']);
      expect(texts(await app.keeper.get(`/console/accounts/${id}`), '#unheard')).toEqual([]);
      expect((await add({ kind: 'personal' })).location).toMatch('done=codeAddedForwarded');
      const unheard = await app.keeper.get(`/console/accounts/${id}`);
      expect(texts(unheard, '#unheard strong')).toEqual(['没有设备在监听这个账号']);
      expect(texts(await app.keeper.get('/console/accounts'), `#unheard-${id}`)).toHaveLength(1);
      const clash = await add({ kind: 'business' });
      expect(texts(clash, '#kind-problem')[0]).toMatch('手机分不清经营码和个人码');
      expect(texts(await add({ kind: 'personal' }), '#kind-problem')).toEqual(['这个终端编号已经有收款码了']);
      const [code] = await codes.listCodes(app.place.db, [id]);
      expect(code).toMatchObject({ kind: 'personal', terminal: 'wxpay1#店里的手机', payTypes: ['wxpay'] });
      const page = await app.keeper.get(`/console/accounts/${id}/codes/${code?.id}`);
      expect(page.page.querySelector('[name=terminal]')).toBeNull();
      const account = await app.keeper.get(`/console/accounts/${id}`);
      expect(texts(account, '.code-label')).toEqual(['个人码']);
      for (const visit of [page, account]) expect(readable(visit)).not.toContain('wxpay1#');
    });

    const phoneStep = async () =>
      (await app.keeper.get('/console')).page
        .querySelectorAll('.step')
        .find((step) => step.text.includes('接上手机：微信支付个人码 · 店里的手机'));

    test('connecting the phone is a step of its own on the first page', async () => {
      const step = await phoneStep();
      expect(step?.classList.contains('step-now')).toBe(true);
      expect(step?.querySelector('a')?.getAttribute('href')).toBe(`/console/accounts/${id}/listener`);
    });

    /** A phone sends a notification, as SmsForwarder does it. */
    const send = async (
      secret: string,
      {
        title,
        msg,
        time = app.clock.now(),
        account = id,
        pkg = '',
        zone = 8,
        uid = '10',
      }: {
        title: string;
        msg: string;
        time?: number;
        account?: number;
        pkg?: string;
        zone?: number;
        uid?: string;
      },
    ) => {
      const received = new Date(app.clock.now() + zone * 3_600_000)
        .toISOString()
        .slice(0, 19)
        .replace('T', ' ');
      const { pid } = app.merchant;
      const data = `{"pid":"${pid}","aid":"${account}","uid":"${uid}","title":"${title}","msg":"${msg}","time":"${received}","divice":"红米"${pkg && `,"pkg":"${pkg}"`}}`;
      const sign = encodeURIComponent(smsForwarderSign(String(time), secret));
      const answer = await fetch(`${app.url}/mpayNotify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ action: 'mpay', data, time: String(time), sign }),
      });
      app.clock.advance(1_000);
      return answer.text();
    };
    let secret: string;

    test('the listener page says what to enter; a new device’s secret stays for a reload, not for long', async () => {
      const path = `/console/accounts/${id}/listener`;
      const page = await app.keeper.get(path);
      const raw = (selector: string) => page.page.querySelector(selector)?.text;
      expect(raw('#push-url')).toBe(`${app.consoleUrl}/mpayNotify`);
      expect(raw('#message-template')).toBe(
        '{"action":"mpay","data":"[msg]","time":"[timestamp]","sign":"[sign]"}',
      );
      expect(JSON.parse(raw('#rule-template') ?? '')).toEqual({
        ...{ pid: String(app.merchant.pid), aid: String(id), uid: '{{UID}}', title: '{{TITLE}}' },
        ...{ msg: '{{MSG}}', time: '{{RECEIVE_TIME}}', divice: '{{DEVICE_NAME}}' },
      });
      expect(raw('#forwarding-rule')?.split('\n')[2]).toBe(' 或者 是 通知标题 相等 微信收款助手');
      expect(texts(page, '#method, #keyword')).toEqual(['POST', '200']);
      expect(Number(texts(page, '#retries')[0])).toBeGreaterThan(0);
      expect(texts(page, '#heartbeat-title, #heartbeat-cron')).toEqual(['mpay-heartbeat', '0 * * * * ? *']);
      expect(texts(page, '.cron-boxes th')).toEqual(['秒', '分', '时', '日', '月', '周', '年']);
      expect(texts(page, '.cron-boxes td')).toEqual(['0', '*', '*', '*', '*', '?', '*']);
      expect(texts(page, '#sender-name, #repeat-filter')).toEqual(['0', 'mpay']);
      expect(texts(page, '#lock-screen-only, #quiet-hours').join()).toMatch(
        /仅锁屏状态关闭.*免打扰.*时间段关闭/,
      );
      // The account of this test is content with 90 s, which one late heartbeat would exceed.
      expect(texts(page, '#too-impatient').join()).toContain('90 秒');
      expect(page.page.querySelectorAll('svg.app-screen[aria-label]')).toHaveLength(4);
      expect(page.text).not.toMatch(/<[^>]+\sstyle=|<script(?![^>]*src=)/);
      expect(readable(page)).toContain('正在等待第一条消息');
      expect(page.text).not.toContain(app.merchant.key);

      const form = `form[action="${path}/devices"]`;
      expect(texts(await app.keeper.submit(page, { name: ' ' }, form), '#name-problem')).toHaveLength(1);
      const made = await app.keeper.submit(page, { name: '红米', app: 'sms_forwarder' }, form);
      expect([made.status, made.location]).toEqual([303, path]);
      const added = await app.keeper.get(path);
      secret = texts(added, '#secret')[0] ?? '';
      expect(texts(added, '.step-done .step-has')).toEqual(['已添加“红米”']);
      expect(added.page.querySelector('[data-progress]')?.getAttribute('data-progress')).toBe('device');
      expect(texts(added, '[data-step=device] details > summary')).toEqual(['再添加一台']);
      expect(added.page.querySelector('details.advanced #add-device')).not.toBeNull();
      expect(page.page.querySelector('details.advanced #add-device')).toBeNull();
      expect(secret).toMatch(/^[0-9a-f]{32}$/);
      expect((await app.audit())[0]).toMatchObject({ action: 'device.add' });
      expect(JSON.stringify(await app.audit())).not.toContain(secret);
      expect(texts(await app.keeper.get(path), '#secret')).toEqual([secret]);
      app.clock.advance(16 * 60_000);
      expect((await app.keeper.get(path)).text).not.toContain(secret);
      const again = await app.keeper.submit(page, { name: '红米', app: 'sms_forwarder' }, form);
      expect([again.status, texts(again, '#name-problem')]).toEqual([
        409,
        ['已经有同名的设备，请换一个名称。'],
      ]);
    });

    test('each account’s rule stands on its own page, as the phone’s app takes it, and forwards what is its own', async () => {
      const page = await app.keeper.get(`/console/accounts/${id}/listener`);
      expect(texts(page, '#other-alipay a')).toEqual(['先添加支付宝个人码账号']);
      expect(texts(page, '#same-phone')).toEqual([]);
      const other = await addAlipayAccount();
      const theirs = await app.keeper.get(`/console/accounts/${other}/listener`);
      const rule = (of: typeof page) => of.page.querySelector('#forwarding-rule')?.text ?? '';
      const wechat = { packageName: 'com.tencent.mm', title: '微信收款商业版', text: '收款8.00元' };
      const alipay = {
        packageName: 'com.eg.android.AlipayGphone',
        title: '你已成功收款0.50元',
        text: '已转入余额',
      };
      const chat = { ...wechat, title: '小明' };
      const pays = (of: typeof page) => [wechat, alipay, chat].map((one) => ruleForwards(rule(of), one));
      expect(pays(page)).toEqual([true, false, false]);
      expect(pays(theirs)).toEqual([false, true, false]);
      expect(ruleForwards(rule(theirs), { ...alipay, title: '支付宝', text: '付款8元' })).toBe(true);
    });

    test('one phone for two accounts: each page says to make the other’s parts anew, under names of their own', async () => {
      const other = await addAlipayAccount();
      const page = await app.keeper.get(`/console/accounts/${id}/listener`);
      expect(texts(page, '#other-alipay a')).toEqual(['打开“收银台的平板”的监听设置']);
      expect(page.page.querySelector('#other-alipay a')?.getAttribute('href')).toBe(
        `/console/accounts/${other}/listener`,
      );
      const steps = texts(page, '#other-alipay li');
      expect(steps).toHaveLength(4);
      expect(steps[0]).toContain('得到它自己的 Secret');
      for (const step of steps.slice(1)) expect(step).toContain('mpay-2');
      expect(steps[3]).toContain('mpay-heartbeat-2');

      const theirs = await app.keeper.get(`/console/accounts/${other}/listener`);
      expect(texts(theirs, '#sender-name, #heartbeat-title')).toEqual(['mpay-2', 'mpay-heartbeat-2']);
      expect(texts(theirs, '#same-phone')[0]).toMatch(/发送通道叫 mpay-2，心跳任务叫 mpay-heartbeat-2/);
      expect(texts(theirs, '#other-wxpay li')[1]).toContain('名称填 mpay，');
      expect(readable(theirs)).not.toMatch(/选(刚才的|同一个) mpay，/);
      // By this the server knows a heartbeat, whatever the task is called.
      for (const one of [page, theirs]) {
        const template = JSON.parse(one.page.querySelector('#heartbeat-template')?.text ?? '');
        expect(template.title).toBe('mpay-heartbeat');
      }
    });

    let alipayId: number | undefined;
    const addAlipayAccount = async () => {
      if (alipayId !== undefined) return alipayId;
      const form = await app.keeper.get('/console/accounts/new?platform=alipay');
      const added = await app.keeper.submit(form, { login: '收银台的平板', silent_after: '90' });
      alipayId = Number(/accounts\/(\d+)\?done=/.exec(added.location ?? '')?.[1]);
      return alipayId;
    };

    test('the merchant key and the V免签 text are shown for the password only', async () => {
      const path = `/console/accounts/${id}/listener`;
      const press = async (password: string) =>
        app.keeper.submit(
          await app.keeper.get(path),
          { reveal_password: password },
          `form[action="${path}/reveal"]`,
        );
      expect((await press('nope')).status).toBe(403);
      const shown = await press(USER.password);
      // The account's device has a key of its own: the merchant's is nothing to enter here any more.
      expect(texts(shown, '#merchant-key')).toEqual([]);
      expect(shown.text).not.toContain(app.merchant.key);
      const { accounts, db } = app.services;
      await accounts.saveListening(db, id, { acceptKey: true, silentAfterMs: 90_000 });
      expect(texts(await press(USER.password), '#merchant-key')).toEqual([app.merchant.key]);
      await accounts.refuseMerchantKey(db, id);
      const vmqKey = () => app.services.devices.getVmqKey(app.place.db, app.merchant.pid, app.clock.now());
      expect(texts(shown, '#vmq-config')).toEqual([
        `${app.consoleUrl.replace('http://', '')}/${await vmqKey()}`,
      ]);
      expect((await app.audit())[0]).toMatchObject({ action: 'merchant.revealKey' });
    });

    test('the live box shows what arrived, what was understood, and what was refused with its remedy', async () => {
      const live = () => app.keeper.get(`/console/accounts/${id}/listener/live`);
      expect(await send(secret, { title: '微信支付', msg: '个人收款码到账¥8.88' })).toBe('200');
      expect(await send(secret, { title: '微信支付', msg: '微信支付退款到账￥24.81' })).toBe('200');
      expect(await send(secret, { title: '微信支付', msg: '店铺进账啦8.66元，请查收' })).toBe('200');
      expect(await send(secret, { title: 'mpay-heartbeat', msg: 'mpay-heartbeat' })).toBe('200');
      const box = await live();
      expect(box.page.querySelector('nav')).toBeNull();
      expect(texts(box, '.badge-state')).toEqual(['在线', '不认识', '不是收款', '收款 ¥8.88']);
      expect(texts(box, '.live-words')).toContain('这是退款');
      expect(texts(box, '.live-good .live-words')).toEqual(['已识别：微信 · 个人码 · 红米 · 手机时间准确']);
      expect(texts(box, '.live-warn .live-remedy')[0]).toContain('做成规则');

      expect(await send('wrong secret', { title: '微信支付', msg: '个人收款码到账¥1.00' })).not.toContain(
        '200',
      );
      const off = { title: '微信支付', msg: '个人收款码到账¥1.00', time: app.clock.now() - 10 * 60_000 };
      expect(await send(secret, off)).not.toContain('200');
      expect(await send(secret, { title: '微信支付', msg: 'x","msg":"个人收款码到账¥1.00' })).not.toContain(
        '200',
      );
      const bare = { method: 'POST', body: 'from=com.tencent.mm&content=x&timestamp=1' };
      for (const _ of [1, 2]) await fetch(`${app.url}/mpayNotify`, bare);
      app.clock.advance(1_000);
      expect(await send(secret, { title: '你已成功收款0.50元', msg: '已转入余额' })).toBe('200');

      const refused = await live();
      expect(texts(refused, '.live-entry .badge-state')).toEqual([
        ...['模版是别的账号的', '消息模板不对', '字段重复或混入', '手机时间不准', '签名不对'],
        ...['不认识', '不是收款', '收款 ¥8.88'],
      ]);
      expect(texts(refused, '.live-entry .live-head .live-words')).toEqual(['共 2 次']);
      expect(readable(refused) || refused.text).toContain('手机时间慢 10 分钟');
      expect(texts(refused, '.live-bad').every((entry) => entry.includes('请'))).toBe(true);
      expect(texts(refused, '.live-bad .live-words')[0]).toContain('这是支付宝个人码的到账通知');
      const english = await app.keeper.get(`/console/accounts/${id}/listener/live`, {
        'accept-language': 'en',
      });
      expect(texts(english, '.live-bad .badge-state')).toEqual([
        ...['Another account’s template', 'Wrong message template', 'Repeated or slipped-in field'],
        ...['Clock off', 'Wrong signature'],
      ]);
      expect(english.text).toContain('10 min behind');
      expect(texts(english, '.live-remedy').join()).not.toMatch(/[请的]/);
      await send(secret, { title: '美团', msg: '您已成功付款25.30元', pkg: 'com.sankuai.meituan' });
      const foreign = texts(await live(), '.live-entry')[0];
      expect(foreign).toContain('不是收款应用发的通知');
      expect(foreign).toContain('检查第 4 步匹配规则里的包名');
      await send(secret, { title: '码钱', msg: '微信到账1.00元', pkg: 'com.example.other' });
      expect(texts(await live(), '.live-entry')[0]).toContain('还没有规则认识这个 App');
      expect((await app.stranger.get(`/console/accounts/${id}/listener/live`)).status).toBe(303);
      const step = await phoneStep();
      expect([step?.classList.contains('step-done'), step?.querySelector('a')]).toEqual([true, null]);
    });

    test('another account’s template is named on both pages; V免签’s mistakes where its accounts are', async () => {
      const other = await addAlipayAccount();
      const newest = async (account: number) =>
        texts(await app.keeper.get(`/console/accounts/${account}/listener/live`), '.live-entry')[0];
      expect(
        await send(secret, { title: '微信支付', msg: '个人收款码到账¥1.00', account: other }),
      ).not.toContain('200');
      for (const account of [id, other]) {
        expect(await newest(account)).toContain('模版是别的账号的');
        expect(await newest(account)).toContain(
          'Secret 是“微信支付个人码 · 店里的手机”的设备的，模版却是“支付宝个人码 · 收银台的平板”的',
        );
      }
      expect(
        await send(secret, { title: '微信支付', msg: '个人收款码到账¥1.00', account: 99_999 }),
      ).not.toContain('200');
      expect(await newest(id)).toContain('pid 或 aid 不存在');
      expect(await newest(other)).not.toContain('pid 或 aid 不存在');

      const heart = async (at: number, key: string) => {
        const t = String(at);
        const query = new URLSearchParams({ t, sign: vmqSign('appHeart', { t }, key) });
        const told = await (await fetch(`${app.url}/appHeart?${query}`)).json();
        app.clock.advance(1_000);
        return told;
      };
      expect(await heart(app.clock.now(), 'not the key')).toMatchObject({ code: -1 });
      expect(await newest(id)).toContain('V免签 的密钥不对');
      const { db, clock, devices } = app.services;
      const vmqKey = await devices.getVmqKey(db, app.merchant.pid, clock.now());
      expect(await heart(app.clock.now() + 10 * 60_000, vmqKey)).toMatchObject({ code: -1 });
      for (const account of [id, other]) {
        expect(await newest(account)).toContain('手机时间不准');
        expect(await newest(account)).toContain('手机时间快 10 分钟');
      }
    });

    test('a phone with two secrets tells of both accounts, each through its own', async () => {
      const other = await addAlipayAccount();
      const path = `/console/accounts/${other}/listener`;
      const form = `form[action="${path}/devices"]`;
      await app.keeper.submit(await app.keeper.get(path), { name: '红米', app: 'sms_forwarder' }, form);
      const own = texts(await app.keeper.get(path), '#secret')[0] ?? '';
      const beat = { title: 'mpay-heartbeat', msg: 'mpay-heartbeat' };
      expect(await send(secret, { ...beat, account: other })).not.toContain('200');
      expect(await send(own, { ...beat, account: other })).toBe('200');
      expect(await send(secret, beat)).toBe('200');
      expect(texts(await app.keeper.get(path), '[data-step=heartbeat].step-done')).toHaveLength(1);
      const remedy = texts(await app.keeper.get(`${path}/live`), '.live-bad .live-remedy')[0];
      for (const { id: gone } of await app.services.devices.list(app.place.db, app.clock.now(), other)) {
        await app.services.devices.remove(app.place.db, gone);
      }
      expect(remedy).toMatch(/^“支付宝个人码 · 收银台的平板”要有自己的 Secret 和发送通道/);
    });

    test('the receipt tells who saw it; an account that is asked may be told by its app as well', async () => {
      const [receipt] = await receipts.listReceipts(app.place.db, { accountId: id }, 1);
      const page = await app.keeper.get(`/console/receipts/${receipt?.id}`);
      expect(texts(page, '#evidence strong')).toEqual(['红米']);
      expect(texts(page, '#evidence .live-words')[0]).toContain('个人码');
      expect(texts(page, '#reported')).toEqual(['微信支付 个人收款码到账¥8.88']);
      const list = await app.keeper.get(`/console/receipts?account=${id}`);
      expect(texts(list, '.cell-what a')).toContain('微信支付 个人收款码到账¥8.88');
      expect(texts(list, '.cell-what .sub').at(-1)).toMatch(/^红米/);
      expect(list.text).not.toContain(receipt?.externalId);
      await receipts.markUnmatched(app.place.db, Number(receipt?.id), 'far_apart', '{"candidates":[41]}');
      const doubtful = await app.keeper.get(`/console/receipts/${receipt?.id}`);
      expect(readable(doubtful)).toContain('时间相差太远');
      expect(doubtful.page.querySelector('a[href="/console/receipts/41"]')).not.toBeNull();
      const asked = await app.keeper.get(`/console/accounts/${app.accountId}`);
      expect(texts(asked, '#told-advice a')).toEqual(['监听设置']);
      const listener = await app.keeper.get(`/console/accounts/${app.accountId}/listener`);
      expect(texts(listener, '#forwarding-rule')).toEqual(['并且 是 APP包名 相等 com.wosai.cashbar']);
    });

    test('an unknown text becomes a rule when its amount is marked; a rule that is too wide does not', async () => {
      const list = await app.keeper.get('/console/texts');
      expect(readable(list)).toContain('店铺进账啦8.66元');
      const entry = list.page.querySelectorAll('.live-entry').find((one) => one.text.includes('店铺进账啦'));
      const link = entry?.querySelector('a')?.getAttribute('href') ?? '';
      const tried = await app.keeper.get(link.replace('#try', ''));
      expect(texts(tried, '#result strong')).toEqual(['不认识：会保存下来，等您看']);
      const marking = { title: '微信支付', text: '店铺进账啦8.66元，请查收', kind: 'personal' };
      const form = 'form[action^="/console/texts/rules"]';
      const wrong = await app.keeper.submit(tried, { ...marking, amount: '9' }, form);
      expect(texts(wrong, '#amount-problem')).toEqual(['文字里没有这个金额']);
      const right = await app.keeper.submit(tried, { ...marking, amount: '8.66' }, form);
      expect(right.location).toBe('/console/texts?done=ruleAdded');
      const after = await app.keeper.get('/console/texts');
      expect(texts(after, '.badge-good')).toEqual(['现在认识了']);
      expect((await app.audit())[0]).toMatchObject({ action: 'rule.add' });

      const again = await app.keeper.submit(
        after,
        { package: 'com.tencent.mm', title: '微信支付', text: '店铺进账啦5.00元，请查收' },
        'form[action^="/console/texts/try"]',
      );
      expect(texts(again, '#result strong')).toEqual(['会记为收款 ¥5.00']);
      await app.keeper.submit(after, {}, 'form[action$="/remove"]');
      expect((await app.audit())[0]).toMatchObject({ action: 'rule.remove' });
      expect(texts(await app.keeper.get('/console/texts'), '.own-rule')).toEqual([]);
    });

    test('a payment with something doubtful behind it is not counted, and waits with the reason', async () => {
      const msg = '微信支付收款8.88元（昨日汇总）';
      const counted = async () => (await receipts.listReceipts(app.place.db, { accountId: id }, 50)).length;
      const before = await counted();
      await send(secret, { title: '微信支付', msg });
      expect(await counted()).toBe(before);
      const path = '/console/texts';
      for (const [lang, doubt] of [
        ['zh', '不能确定：会保存下来，等您看'],
        ['en', 'In doubt: it would be kept for you'],
      ] as const) {
        const headers = { 'accept-language': lang };
        const list = await app.keeper.get(path, headers);
        const entry = list.page
          .querySelectorAll('#unknown .live-entry')
          .find((one) => one.text.includes(msg));
        expect(entry?.querySelector('.live-words')?.text).toBe(translator(lang)('told.why.doubtful_tail'));
        const link = entry?.querySelector('a')?.getAttribute('href') ?? '';
        const tried = await app.keeper.get(link.replace('#try', ''), headers);
        expect(texts(tried, '#result strong')).toEqual([doubt]);
        const box = await app.keeper.get(`/console/accounts/${id}/listener/live`, headers);
        expect(texts(box, '.live-warn .live-words')[0]).toBe(translator(lang)('told.why.doubtful_tail'));
      }
    });

    test('there is room for so many rules, and a text with braces is none', async () => {
      const list = await app.keeper.get('/console/texts');
      const form = 'form[action^="/console/texts/rules"]';
      const add = async (words: string) => {
        const text = `${words}8.66元，请查收`;
        const asked = { package: 'com.tencent.mm', title: '微信支付', text };
        const tried = await app.keeper.submit(list, asked, 'form[action^="/console/texts/try"]');
        return app.keeper.submit(tried, { ...asked, kind: 'personal', amount: '8.66' }, form);
      };
      expect(texts(await add('{?店|铺}进账'), '#amount-problem')[0]).toContain('{ 或 }');
      for (let number = 0; number < MAX_OWN_RULES; number += 1) {
        const words = `店铺进账${String.fromCharCode(0x4e00 + number)}`;
        expect((await add(words)).location).toBe('/console/texts?done=ruleAdded');
      }
      expect(texts(await add('店铺入账'), '#amount-problem')).toEqual([
        `自己的规则最多 ${MAX_OWN_RULES} 条。请先删掉用不到的。`,
      ]);
      const full = await app.keeper.get('/console/texts');
      await app.keeper.submit(full, {}, 'form[action$="/remove"]');
      expect((await add('店铺入账')).location).toBe('/console/texts?done=ruleAdded');
    });

    test('an unknown text that is no payment is dismissed: off the list and off the home page', async () => {
      await send(secret, { title: '微信支付', msg: '你的零钱通有新的收益，共8.00元' });
      await send(secret, { title: '小明', msg: '收到你的3元了，晚上吃什么' });
      const waiting = async () => texts(await app.keeper.get('/console/texts'), '#unknown .live-quote');
      const before = await waiting();
      expect(before[0]).toContain('晚上吃什么');
      const count = texts(await app.keeper.get('/console'), '#unknown-texts strong')[0];
      expect(count).toBe(`${before.length} 条通知没有认出来`);

      const list = await app.keeper.get('/console/texts');
      const form = '#unknown form[action$="/dismiss"]';
      const path = list.page.querySelector(form)?.getAttribute('action') ?? '';
      expect((await app.keeper.post(path, {})).status).toBe(403);
      expect((await app.keeper.submit(list, {}, form)).location).toBe(
        '/console/texts?done=textDismissed#unknown',
      );
      expect((await app.audit())[0]).toMatchObject({ action: 'text.dismiss' });
      expect(await waiting()).toEqual(before.slice(1));
      const audited = (await app.audit()).length;
      expect((await app.keeper.submit(list, {}, form)).status).toBe(303);
      expect(await app.audit()).toHaveLength(audited);
      const box = await app.keeper.get(`/console/accounts/${id}/listener/live`);
      expect(texts(box, '.live-entry')[0]).toContain('已忽略');

      for (let left = await waiting(); left.length > 0; left = await waiting()) {
        await app.keeper.submit(await app.keeper.get('/console/texts'), {}, form);
      }
      expect(texts(await app.keeper.get('/console'), '#unknown-texts')).toEqual([]);
      expect(readable(await app.keeper.get('/console/audit'))).toContain('忽略通知');
    });

    test('home shows alerts and silent accounts until a person has seen them', async () => {
      const { db } = app.place;
      const now = app.clock.now();
      await raiseAlert(db, {
        kind: 'lost_messages',
        subject: `lost:${id}/personal:20000`,
        accountId: id,
        detail: { kind: 'personal', day: 20_000, messages: 2, lostFen: 1_350 },
        now,
      });
      await app.services.accounts.setHealth(db, id, 'silent', kept('监听设备（红米）没有心跳'), now);
      expect(readable(await app.keeper.get(`/console/accounts/${id}`))).toContain('监听设备（红米）没有心跳');
      const reason = saying('told.silentDevices', { names: ['红米', 'PC'] });
      await app.services.accounts.setHealth(db, id, 'silent', reason, now);
      expect(readable(await app.keeper.get(`/console/accounts/${id}`))).toContain(
        '监听设备（红米、PC）没有心跳，暂停使用这个账号的收款码',
      );
      const english = await app.keeper.get(`/console/accounts/${id}`, { 'accept-language': 'en' });
      expect(readable(english)).toContain('The listening devices (红米, PC) are silent');
      const page = await app.keeper.get('/console');
      expect(readable(page)).toContain('少了 2 条通知，共 ¥13.50');
      expect(readable(page)).toContain('监听中断');
      await app.keeper.submit(page, {}, 'form[action$="/resolve"]');
      expect(readable(await app.keeper.get('/console'))).not.toContain('少了 2 条通知');
      expect((await app.audit())[0]).toMatchObject({ action: 'alert.resolve' });
      expect(readable(await app.keeper.get('/console/audit'))).toContain('添加监听设备');
    });

    test('a phone in another time zone is named, with its remedy, in both languages', async () => {
      const path = `/console/accounts/${id}/listener/live`;
      const abroad = { title: '微信支付', msg: '个人收款码到账¥6.66', zone: 7 };
      expect(await send(secret, abroad)).toBe('200');
      const perhaps = await app.keeper.get(path);
      expect(texts(perhaps, '.live-device .device-warn')[0]).toBe('时区可能是 UTC+7，不是北京时间');
      expect(texts(perhaps, '.live-device .live-remedy')[0]).toContain('把时区改为北京时间');
      expect(texts(perhaps, '.live-warn .live-words')[0]).toContain('时区可能是 UTC+7');
      expect(texts(perhaps, '.live-warn .live-remedy')[0]).toContain('把时区改为北京时间');
      const english = await app.keeper.get(path, { 'accept-language': 'en' });
      expect(texts(english, '.live-device .device-warn')[0]).toBe('time zone perhaps UTC+7, not Beijing’s');
      expect(texts(english, '.live-warn .live-remedy')[0]).toContain('set the time zone to Beijing’s');
      const [receipt] = await receipts.listReceipts(app.place.db, { accountId: id, amountFen: 666 }, 1);
      expect(receipt).toMatchObject({ state: 'unmatched', reason: 'time_zone' });
      const page = await app.keeper.get(`/console/receipts/${receipt?.id}`);
      expect(readable(page)).toContain('分不清是手机时区不对还是旧通知重发');

      for (let i = 0; i < 3; i++) {
        app.clock.advance(30_000);
        await send(secret, { ...abroad, title: 'mpay-heartbeat', msg: 'mpay-heartbeat', uid: '0' });
      }
      expect(await send(secret, { ...abroad, msg: '个人收款码到账¥6.67' })).toBe('200');
      const known = await app.keeper.get(path);
      expect(texts(known, '.live-device .device-warn')[0]).toBe('时区是 UTC+7，不是北京时间');
      expect(texts(known, '.live-entry')[0]).toContain('收款 ¥6.67');
      expect(texts(await app.keeper.get('/console/devices'), '.device .device-warn')).toContain(
        '时区是 UTC+7，不是北京时间',
      );
      // Back in China.
      await send(secret, { ...abroad, zone: 8, msg: '个人收款码到账¥6.68' });
      for (let i = 0; i < 3; i++) {
        app.clock.advance(30_000);
        await send(secret, { title: 'mpay-heartbeat', msg: 'mpay-heartbeat', uid: '0' });
      }
      expect(texts(await app.keeper.get(path), '.live-device .device-warn')).toEqual([]);
      const impossible = { title: '微信支付', msg: '个人收款码到账¥6.69', zone: 8 + 24 * 365 };
      expect(await send(secret, impossible)).toBe('200');
      expect(texts(await app.keeper.get(path), '.live-warn .live-remedy')[0]).toContain('接收时间不可信');
    });

    test('two of one name are named, with what to do', async () => {
      await app.services.accounts.saveListening(app.place.db, id, {
        acceptKey: true,
        silentAfterMs: 90_000,
      });
      const { key } = app.merchant;
      await send(key, { title: '微信支付', msg: '个人收款码到账¥7.77', uid: '11' });
      const page = await app.keeper.get('/console/devices');
      expect(texts(page, '.device .section-title')).toEqual(['红米', 'V免签', '红米 2']);
      expect(texts(page, '.device .device-hint')).toHaveLength(2);
      expect(texts(page, '.device .device-hint')[0]).toContain('另一台设备也叫“红米”');
      expect(readable(page)).toContain('com.tencent.mm');
      await app.place.db('devices').where({ name: '红米 2' }).update({ silent_since: app.clock.now() });
      expect(readable(await app.keeper.get('/console/devices'))).toContain(
        '如果这台设备已经不用了，请删除它',
      );
      await app.place.db('devices').where({ name: '红米 2' }).delete();
    });

    test('devices are listed and removed; a removed one is refused', async () => {
      const page = await app.keeper.get('/console/devices');
      expect(texts(page, '.device .section-title')).toEqual(['红米', 'V免签']);
      expect(readable(page)).toContain('自己的密钥');
      await app.keeper.submit(page, {}, 'form[action$="/remove"]');
      expect((await app.audit())[0]).toMatchObject({ action: 'device.remove' });
      const left = await app.keeper.get('/console/devices');
      expect(texts(left, '.device .section-title')).toEqual(['V免签']);
      await app.keeper.submit(left, {}, 'form[action$="/remove"]');
      expect(readable(await app.keeper.get('/console/devices'))).toContain('还没有监听设备');
      expect(texts(await app.keeper.get(`/console/accounts/${id}`), '#unheard')).toHaveLength(1);
      expect(await send(secret, { title: '微信支付', msg: '个人收款码到账¥2.00' })).not.toContain('200');
    });

    test('every new page speaks English as well', async () => {
      for (const path of [`/console/accounts/${id}/listener`, '/console/devices', '/console/texts']) {
        const page = await app.keeper.get(path, { 'accept-language': 'en' });
        expect(page.status, path).toBe(200);
        expect(page.page.querySelector('html')?.getAttribute('lang')).toBe('en');
      }
    });
  });
}
