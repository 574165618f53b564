import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

/** Each demo is a process of its own, with a database, an installation and three servers. */
vi.setConfig({ testTimeout: 120_000 });

const root = fileURLToPath(new URL('../..', import.meta.url));

let folder: string;
const running: ChildProcess[] = [];
const servers: Server[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-test-'));
});
afterEach(async () => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const server of servers.splice(0)) server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  child: ChildProcess;
  out(): string;
  err(): string;
  /** The exit code, once it has ended. */
  ended: Promise<number | null>;
  /** Resolves when the text was printed. */
  printed(text: string): Promise<void>;
}

function runDemo(args: string[], env: Record<string, string> = {}): Run {
  const child = spawn(
    process.execPath,
    ['--conditions=development', '--import', 'tsx', 'scripts/demo.ts', ...args],
    { cwd: root, env: { PATH: process.env.PATH, TMPDIR: folder, ...env } },
  );
  running.push(child);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    out: () => out,
    err: () => err,
    ended,
    printed: (text) => vi.waitFor(() => expect(out).toContain(text), { timeout: 90_000, interval: 50 }),
  };
}

/** A port with two free ones behind it, as far as one can know. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return Math.min(port, 65_000);
}

const left = async () => (await readdir(folder)).filter((name) => name.startsWith('mpay-demo-'));

describe('npm run demo', () => {
  test('--auto plays a sale line by line with times, exits 0 and leaves nothing', async () => {
    const demo = runDemo(['--auto']);
    expect(await demo.ended).toBe(0);
    const lines = demo.out().trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(6);
    for (const line of lines) expect(line).toMatch(/^ *\d+ ms {2}\S/);
    expect(lines.at(-1)).toContain('paid once, notified once');
    expect(await left()).toEqual([]);
  });

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    'runs at PORT and the next two; %s ends it cleanly and its folder is gone',
    async (signal) => {
      const port = await freePort();
      const demo = runDemo([], { PORT: String(port) });
      await demo.printed('Ctrl+C');
      for (const [at, path] of [
        [port, '/doc'],
        [port + 1, '/'],
        [port + 2, '/'],
      ] as const) {
        expect(demo.out()).toContain(`http://127.0.0.1:${at}`);
        expect((await fetch(`http://127.0.0.1:${at}${path}`)).status).toBe(200);
      }
      expect(await left()).toHaveLength(1);
      demo.child.kill(signal);
      expect(await demo.ended).toBe(0);
      expect([demo.err(), await left()]).toEqual(['', []]);
    },
  );

  test('a port that is taken is named, and another one is used', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    servers.push(taken);
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    const demo = runDemo([], { PORT: String(port) });
    await demo.printed('Ctrl+C');
    expect(demo.out()).toContain(`端口 ${port} 已被占用`);
    const [, url = ''] = /管理后台 +(http:\S+)\/console/.exec(demo.out()) ?? [];
    expect(url).not.toContain(`:${port}`);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    demo.child.kill('SIGINT');
    expect(await demo.ended).toBe(0);
  });

  test('a signal before it is up ends it too, and its folder is gone', async () => {
    const demo = runDemo([], { PORT: String(await freePort()) });
    await vi.waitFor(async () => expect(await left()).toHaveLength(1), { timeout: 60_000, interval: 5 });
    demo.child.kill('SIGINT');
    expect(await demo.ended).toBe(0);
    expect(await left()).toEqual([]);
  });

  test('a start that fails halfway says so in one line, exits 1 and leaves nothing', async () => {
    const port = await freePort();
    const shopCannotOpen = `import { Server } from 'node:net';
      const { listen } = Server.prototype;
      Server.prototype.listen = function (...given) {
        if (given[0] === ${port + 1}) throw new Error('no room\\nfor a shop');
        return listen.apply(this, given);
      };`;
    const preload = `--import=data:text/javascript,${encodeURIComponent(shopCannotOpen)}`;
    const demo = runDemo([], { PORT: String(port), NODE_OPTIONS: preload });
    expect(await demo.ended).toBe(1);
    expect(demo.err()).toBe('演示没有启动 the demo did not start: no room for a shop\n');
    expect([demo.out(), await left()]).toEqual(['', []]);
  });

  test.each([
    [['--fast'], {}, '--fast'],
    [['now'], {}, 'now'],
    [[], { PORT: 'eighty' }, 'PORT'],
    [[], { PORT: '70000' }, 'PORT'],
  ])('%j %j is refused in one line with the usage, exit 1', async (args, env, named) => {
    const demo = runDemo(args, env as Record<string, string>);
    expect(await demo.ended).toBe(1);
    const [first = '', second = ''] = demo.err().split('\n');
    expect(first).toContain(named);
    expect(second).toContain('usage');
    expect(demo.out()).toBe('');
    expect(await left()).toEqual([]);
  });
});
