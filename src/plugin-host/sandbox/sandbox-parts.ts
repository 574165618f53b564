import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeRoot, projectRoot } from '../../shared/paths.ts';

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

const here = join(codeRoot, 'src', 'plugin-host', 'sandbox');
/** Made by the build. */
const built = join(here, 'inside.js');
/** Where the sources run there is no build, and what makes it is at hand. */
const maker = pathToFileURL(join(projectRoot, 'scripts', 'bundle-inside.mjs'));

let kept: Promise<SandboxParts> | null = null;

/** Read, or made, at the first use. */
export function sandboxParts(): Promise<SandboxParts> {
  kept ??= parts();
  return kept;
}

async function parts(): Promise<SandboxParts> {
  if (existsSync(built))
    return { inside: readFileSync(built, 'utf8'), thread: pathToFileURL(join(here, 'thread.js')) };
  const { bundleInside, bundleThread } = (await import(maker.href)) as Maker;
  const [inside, thread] = await Promise.all([bundleInside(), bundleThread()]);
  return { inside, thread };
}
