import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { listOpenAlerts } from '../../src/flow/alerts/index.ts';
import { SECOND } from '../../src/shared/clock.ts';
import { databases } from '../support/database.ts';
import { acceptMerchantKey, forwarderOf } from '../support/forwarder.ts';
import { startApp, type TestApp } from '../support/start-app.ts';

const LINKS = { wxpay: 'wxp://f2f0personal', alipay: 'https://qr.alipay.com/fkx0personal' };
const SENTENCES = [
  {
    platform: 'wxpay',
    kind: 'personal',
    told: (x: string) => ({ title: '微信支付', msg: `微信支付收款${x}元` }),
  },
  {
    platform: 'wxpay',
    kind: 'personal',
    told: (x: string) => ({ title: '微信收款助手', msg: `微信支付收款${x}元` }),
  },
  {
    platform: 'wxpay',
    kind: 'business',
    told: (x: string) => ({ title: '微信收款助手', msg: `微信支付收款${x}元` }),
  },
  {
    platform: 'wxpay',
    kind: 'reward',
    told: (x: string) => ({ title: '微信支付', msg: `微信支付收款${x}元` }),
  },
  {
    platform: 'alipay',
    kind: 'personal',
    told: (x: string) => ({ title: `你已成功收款${x}元`, msg: '已转入余额' }),
  },
  {
    platform: 'alipay',
    kind: 'business',
    told: (x: string) => ({ title: `你已成功收款${x}元`, msg: '已转入余额' }),
  },
] as const;

describe.each(databases.filter(({ available }) => available))(
  'numbers of the day in sentences of several kinds of code, on $name',
  ({ name }) => {
    let app: TestApp;
    beforeAll(async () => {
      app = await startApp(name, { terminals: [] });
    });
    afterAll(() => app.stop());

    const start = async (platform: 'wxpay' | 'alipay', ...kinds: string[]) => {
      const accountId = await addAccount(app.services.accountDeps, app.merchant.pid, platform, {
        ...{ login: `${platform} ${app.clock.now()}`, mode: 'continuous', intervalMs: 3_000, settings: {} },
      });
      await acceptMerchantKey(app, accountId);
      for (const kind of kinds) {
        await addCode(app.services.accountDeps, accountId, {
          ...{ kind, label: '', payTypes: [platform], style: 'link', content: LINKS[platform] },
        });
      }
      return forwarderOf(app, accountId);
    };
    const losses = async (accountId: number) => {
      app.clock.advance(140 * SECOND);
      await app.house.scheduler()?.run('tell-losses');
      const alerts = await listOpenAlerts(app.place.db, 'all', 50);
      return alerts
        .filter((alert) => alert.kind === 'lost_messages' && alert.accountId === accountId)
        .map(({ detail }) => detail);
    };

    test.each(SENTENCES)('$platform $kind: lost ones are found', async ({ platform, kind, told }) => {
      const phone = await start(platform, kind);
      for (const nth of [1, 3, 4, 5]) {
        app.clock.advance(SECOND);
        const { title, msg } = told('2.00');
        const counters = `，今日第${nth}笔收款，共计￥${(2 * nth).toFixed(2)}`;
        expect(await phone.push({ title, msg: `${msg}${counters}` })).toMatchObject({ status: 200 });
      }
      expect(await losses(phone.accountId)).toEqual([
        expect.objectContaining({ kind, messages: 1, lostFen: 200 }),
      ]);
    });

    test('two sentences of one code are one count; what may be of either of two codes is of none', async () => {
      const phone = await start('wxpay', 'personal');
      const sentences = ['个人收款码到账¥2.00', '微信支付收款2.00元'];
      for (const nth of [1, 2, 3, 4]) {
        app.clock.advance(SECOND);
        await phone.push({ msg: `${sentences[nth % 2]}，今日第${nth}笔收款，共计￥${(2 * nth).toFixed(2)}` });
      }
      expect(await losses(phone.accountId)).toEqual([]);
      const both = await start('wxpay', 'personal', 'reward');
      for (const nth of [1, 3]) {
        app.clock.advance(SECOND);
        await both.push({ msg: `微信支付收款2.00元，今日第${nth}笔收款，共计￥${(2 * nth).toFixed(2)}` });
      }
      expect(await losses(both.accountId)).toEqual([]);
    });
  },
);
