import { parseArgs } from 'node:util';
import { playOneSale } from './demo/auto.ts';
import { startDemo } from './demo/start-demo.ts';

/**
 * The whole product in a temporary folder, with a simulated 收钱吧 and a tiny shop.
 * `--auto` plays one sale and exits 0, or 1 when it did not come through.
 */
const { values } = parseArgs({ options: { auto: { type: 'boolean', default: false } } });
const demo = await startDemo({ fixedPorts: !values.auto });

if (values.auto) {
  const sold = await playOneSale(demo);
  await demo.stop();
  process.exit(sold ? 0 : 1);
}

console.log(`
mpay 演示已启动（数据都在临时目录，退出即删除）

  小店（从这里下单）    ${demo.shop.url}/
  收钱吧模拟器（付款）  ${demo.simulator.url}/
  管理后台              ${demo.url}/console
      用户名 ${demo.username}    密码 ${demo.password}
  商户 pid ${demo.merchant.pid}    key ${demo.merchant.key}

在小店下单 → 收银台显示要付的金额 → 到模拟器里付同样的金额 → 收银台自动变为成功。按 Ctrl+C 结束。
`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await demo.stop();
    process.exit(0);
  });
}
