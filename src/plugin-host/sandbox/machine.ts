import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import sync from '@jitl/quickjs-wasmfile-release-sync';
import {
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSContext,
  type QuickJSSyncVariant,
} from 'quickjs-emscripten-core';

const PAGE = 64 * 1024;
/** What QuickJS begins with. */
const FIRST_PAGES = 256;
const STACK_BYTES = 256 * 1024;

/** Its types say nothing of its default export where modules are Node.js’s. */
const variant = sync as unknown as QuickJSSyncVariant;

let compiled: Promise<WebAssembly.Module> | null = null;

async function compile(): Promise<WebAssembly.Module> {
  const file = fileURLToPath(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm'));
  return WebAssembly.compile(new Uint8Array(await readFile(file)));
}

/**
 * A JavaScript machine with nothing in it, in a memory of its own that can't grow beyond `memoryBytes`: the limit that
 * QuickJS keeps itself does not count what large values take. Nothing has to be given back: what nobody holds is gone.
 */
export async function newMachine(memoryBytes: number): Promise<QuickJSContext> {
  compiled ??= compile();
  const wasmModule = await compiled;
  const wasmMemory = new WebAssembly.Memory({
    initial: FIRST_PAGES,
    maximum: Math.floor(memoryBytes / PAGE),
  });
  const quickjs = await newQuickJSWASMModuleFromVariant(
    newVariant(variant, { wasmModule, wasmMemory }) as QuickJSSyncVariant,
  );
  const runtime = quickjs.newRuntime();
  runtime.setMaxStackSize(STACK_BYTES);
  return runtime.newContext();
}
