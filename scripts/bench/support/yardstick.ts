import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endChild } from './children.ts';
import type { Contestant } from './contest.ts';
import { cpuMs } from './process-figures.ts';

export interface Yardstick {
  url: string;
  cpuMs(): Promise<number | null>;
  stop(): Promise<void>;
}

/** Starts the do-nothing Express server in a process of its own, without the loader that runs this script. */
export async function startYardstick(): Promise<Yardstick> {
  const file = fileURLToPath(new URL('./plain-express.ts', import.meta.url));
  const child = fork(file, {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [port] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}/`, cpuMs: () => cpuMs(child.pid), stop: () => endChild(child) };
}

/** The yardstick as a contestant. */
export function plainLoad({ url, cpuMs: cpu }: Yardstick, connections: number): Contestant {
  return { cpuMs: cpu, job: (seconds) => ({ kind: 'get', url, paths: ['/'], connections, seconds }) };
}
