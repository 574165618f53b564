import { errorText, Refusal, tell } from '../src/shared/errors.ts';
import { type DemoOptions, demoUsage, readDemoOptions } from './demo/options.ts';
import type { Demo } from './demo/start-demo.ts';

/** How long what is under way may take after Ctrl+C. */
const LONGEST_GOODBYE_MS = 5_000;

/**
 * The whole product in a temporary folder, with a simulated 收钱吧, a phone and a tiny shop, until Ctrl+C or until the terminal
 * is closed. `--auto` plays one sale and exits 0, or 1 when it did not come through.
 */
async function main({ auto, port }: DemoOptions): Promise<void> {
  let demo: Demo | undefined;
  let isLeaving = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, async () => {
      if (isLeaving) process.exit(1);
      isLeaving = true;
      setTimeout(() => process.exit(0), LONGEST_GOODBYE_MS).unref();
      await demo?.stop();
      process.exit(0);
    });
  }
  // A closed terminal takes no more lines; the demo still has to end tidily.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

  // Only now: a wrong option should be told at once.
  const { startDemo } = await import('./demo/start-demo.ts');
  demo = await startDemo({ port, withSamples: !auto });
  if (!auto) return console.log(welcome(demo));
  const { playOneSale } = await import('./demo/auto.ts');
  const sold = await playOneSale(demo);
  await demo.stop();
  process.exit(sold ? 0 : 1);
}

function welcome({ shop, simulator, phone, url, username, password, merchant, moved }: Demo): string {
  const notes = moved.map(
    ({ name, wanted }) =>
      `  端口 ${wanted} 已被占用，${name}换了端口（用 PORT=9000 npm run demo 可以另选）\n`,
  );
  return `
mpay 演示已启动（数据都在临时目录，退出即删除）

  小店（从这里下单）    ${shop.url}/
  收钱吧模拟器（付款）  ${simulator.url}/
  演示手机（付款）      ${phone.url}/
  管理后台              ${url}/console
      用户名 ${username}    密码 ${password}
  接口文档              ${url}/doc
  商户 pid ${merchant.pid}    key ${merchant.key}
${notes.length > 0 ? `\n${notes.join('')}` : ''}
${elsewhere(shop.url, url, simulator.url, phone.url)}在小店下单 → 收银台显示要付的金额 → 到模拟器（或演示手机）里付款，金额已填好 → 收银台自动变为成功。
后台里名字以「示例 · 」开头的是 30 天的示例订单。按 Ctrl+C 结束。
`;
}

/** Whoever sits at another computer: these pages are for this machine alone, and an SSH tunnel leads there. */
function elsewhere(...urls: string[]): string {
  if (!process.env.SSH_CONNECTION) return '';
  const ports = urls.map((url) => new URL(url).port);
  const tunnels = ports.map((port) => `-L ${port}:127.0.0.1:${port}`).join(' ');
  const [, , host = '服务器地址'] = process.env.SSH_CONNECTION.split(' ');
  return `这些地址只有这台服务器自己能打开。在您自己的电脑上另开一个终端运行下面这行，就能用浏览器打开：
  ssh ${tunnels} ${process.env.USER ?? 'root'}@${host}

`;
}

function oneLine(error: unknown): string {
  return (error instanceof Refusal ? tell('zh', error) : errorText(error)).replace(/\s*\n\s*/g, ' ');
}

let options: DemoOptions;
try {
  options = readDemoOptions(process.argv.slice(2), process.env);
} catch (error) {
  console.error(`${oneLine(error)}\n${demoUsage}`);
  process.exit(1);
}
if (options.help) {
  console.log(demoUsage);
} else {
  await main(options).catch((error: unknown) => {
    console.error(`演示没有启动 the demo did not start: ${oneLine(error)}`);
    process.exit(1);
  });
}
