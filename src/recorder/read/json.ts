import { LIMITS } from '../recording.ts';

const UNSAFE: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A JSON value of bounded depth; undefined for anything else. Names that could reach an object's insides are left out. */
export function readJson(text: string): unknown {
  const start = text.trimStart()[0];
  if (start === undefined || !'{["-0123456789tfn'.includes(start)) return undefined;
  try {
    const value: unknown = JSON.parse(text, (name, inner) => (UNSAFE.has(name) ? undefined : inner));
    return isShallow(value, LIMITS.jsonDepth) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Looks level by level, so that a deep value can't exhaust the stack. */
function isShallow(value: unknown, most: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return false;
    level = level.flatMap((one) =>
      typeof one === 'object' && one !== null ? (Object.values(one) as unknown[]) : [],
    );
  }
  return true;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
