/** What the house hands into a sandbox; taken once, before any code of the plugin runs, and then out of its sight. */
export interface SandboxHost {
  /** A tool by its path; the arguments are JSON, in which `{ $bytes: n }` stands for the n-th buffer. */
  tool(path: string, args: string, ...buffers: ArrayBuffer[]): string | ArrayBuffer;
  /** `request` is JSON; a body of bytes comes beside it. */
  http(request: string, body?: ArrayBuffer): Promise<{ head: string; bytes: ArrayBuffer }>;
  keep(session: string): void;
  created(reference: string): Promise<string>;
}

/** Where it lies while the sandbox is made ready. */
const NAME = '__host';

/** What the house handed in. */
export function hostOf(): SandboxHost {
  return (globalThis as unknown as Record<typeof NAME, SandboxHost>)[NAME];
}

/** From now on nobody finds it any more. */
export function hideHost(): void {
  Reflect.deleteProperty(globalThis, NAME);
}
