/** How deep an answer may be nested: docs/reference/descriptors.md, 7. */
export const MAX_DEPTH = 32;

const LONG_NUMBER = /\d{16}/;
const TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/**
 * The content of a JSON text; undefined where it is none. Whole numbers that JavaScript can't hold become text, so that
 * two numbers of payments never look the same. Throws RangeError for what is nested deeper than 32.
 */
export function readJson(text: string): unknown {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (depthOf(content) > MAX_DEPTH) throw new RangeError('nested too deeply');
  return LONG_NUMBER.test(text) ? JSON.parse(text.replace(TOKENS, keepDigits)) : content;
}

/** Of valid JSON only, where each quote has its end. */
function keepDigits(token: string): string {
  const isWhole = /^-?\d+$/.test(token);
  return isWhole && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token;
}

/** Stops counting where it is too deep. */
function depthOf(content: unknown): number {
  let level: unknown[] = [content];
  for (let depth = 0; depth <= MAX_DEPTH; depth++) {
    const next: unknown[] = [];
    for (const one of level) {
      if (typeof one !== 'object' || one === null) continue;
      for (const inner of Object.values(one))
        if (typeof inner === 'object' && inner !== null) next.push(inner);
    }
    if (next.length === 0) return depth;
    level = next;
  }
  return MAX_DEPTH + 1;
}
