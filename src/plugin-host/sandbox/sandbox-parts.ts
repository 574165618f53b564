import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What a sandbox is made of. */
interface SandboxParts {
  /** The text of what runs inside before the plugin does: see plugin-api/inside/driver.ts. */
  inside: string;
  /** The file that its thread begins with. */
  thread: URL;
}

interface Maker {
  bundleInside(): Promise<string>;
  bundleThread(): Promise<URL>;
}

/** Made by the build, beside what is built of this file. */
const built = fileURLToPath(new URL('./inside.js', import.meta.url));
/** Where the sources run there is no build, and what makes it is at hand. */
const maker = new URL('../../../scripts/bundle-inside.mjs', import.meta.url);

let kept: Promise<SandboxParts> | null = null;

/** Read, or made, at the first use. */
export function sandboxParts(): Promise<SandboxParts> {
  kept ??= parts();
  return kept;
}

async function parts(): Promise<SandboxParts> {
  if (existsSync(built))
    return { inside: readFileSync(built, 'utf8'), thread: new URL('./thread.js', import.meta.url) };
  const { bundleInside, bundleThread } = (await import(maker.href)) as Maker;
  const [inside, thread] = await Promise.all([bundleInside(), bundleThread()]);
  return { inside, thread };
}
