import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { endChild } from './children.ts';

/** Starts the do-nothing Express server in a process of its own, without the loader that runs this script. */
export async function startYardstick(): Promise<{ url: string; stop(): Promise<void> }> {
  const file = fileURLToPath(new URL('./plain-express.ts', import.meta.url));
  const child = fork(file, { execArgv: ['--import', 'tsx'], env: { ...process.env, NODE_ENV: 'production' } });
  const [port] = await once(child, 'message');
  return { url: `http://127.0.0.1:${port}/`, stop: () => endChild(child) };
}
