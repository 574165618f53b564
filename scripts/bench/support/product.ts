import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../../../src/shared/paths.ts';
import { endChild, freePort } from './children.ts';
import { cpuMs, residentBytes } from './process-figures.ts';
import type { Site } from './site.ts';

/** The product as it runs at a merchant's: the build, in production form, in a process of its own. */
export interface Product {
  url: string;
  /** Memory in use (resident), bytes; null where the system does not tell. */
  memory(): Promise<number | null>;
  /** Processor time since its start, ms. */
  cpuMs(): Promise<number | null>;
  /** What it wrote to its log, warnings and worse. */
  complaints: string[];
  stop(): Promise<void>;
}

const START_WITHIN_MS = 60_000;

export async function startProduct({ place }: Site, profileDir: string | null): Promise<Product> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const profiling = profileDir ? ['--cpu-prof', `--cpu-prof-dir=${profileDir}`] : [];
  const child = spawn(process.execPath, [...profiling, join(projectRoot, 'scripts', 'start.mjs')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: place.dataDir,
      DATABASE_URL: place.databaseUrl,
      ALLOW_PRIVATE_NOTIFY: 'true',
      LOG_LEVEL: 'warn',
    },
  });
  const complaints: string[] = [];
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints.push(...text.split('\n').filter(Boolean));
  });
  try {
    await untilItAnswers(child, url, complaints);
  } catch (error) {
    await endChild(child);
    throw error;
  }
  return {
    url,
    complaints,
    memory: () => residentBytes(child.pid),
    cpuMs: () => cpuMs(child.pid),
    stop: () => endChild(child),
  };
}

async function untilItAnswers(child: ChildProcess, url: string, complaints: string[]): Promise<void> {
  const until = performance.now() + START_WITHIN_MS;
  while (performance.now() < until && child.exitCode === null) {
    const answer = await fetch(`${url}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await pause(50);
  }
  throw new Error(`the product did not start:\n${complaints.slice(-8).join('\n')}`);
}
