import { parseArgs } from 'node:util';
import { errorText } from '../../src/shared/errors.ts';

export interface DemoOptions {
  help: boolean;
  auto: boolean;
  /** Where the product is wanted; the shop and the simulator take the next two. 0: wherever there is room. */
  port: number;
}

export const demoUsage = `用法 usage: npm run demo                启动演示，在浏览器里操作 starts it for you to click through
            npm run demo -- --auto      自动完成一笔交易，成功退出 0，失败退出 1 plays one sale, exits 0 or 1
            PORT=9000 npm run demo      换端口，默认 8080 another port than 8080`;

const DEFAULT_PORT = 8080;
/** Two more ports follow the first. */
const LAST_PORT = 65_533;

/** Throws an Error of one line for what is not understood. */
export function readDemoOptions(args: string[], env: Record<string, string | undefined>): DemoOptions {
  const { auto = false, help = false } = readArgs(args);
  if (auto) return { help, auto, port: 0 };
  const text = env.PORT?.trim() || String(DEFAULT_PORT);
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 1 && port <= LAST_PORT))
    throw new Error(`PORT 要是 1 到 ${LAST_PORT} 的整数，不能是 "${text}" (must be a whole number)`);
  return { help, auto, port };
}

function readArgs(args: string[]) {
  try {
    return parseArgs({ args, options: { auto: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } })
      .values;
  } catch (error) {
    throw new Error(errorText(error).split(/\.\s|\n/)[0]);
  }
}
