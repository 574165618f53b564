/** The members of one JSON object: each name with its value's own text, so that no number passes through a float. */
export type JsonMembers = ReadonlyMap<string, string>;

export type JsonObjectReading =
  | { ok: true; members: JsonMembers }
  | { ok: false; why: 'not_an_object' }
  /** `members`: of each name what stood there first. */
  | { ok: false; why: 'duplicate_name'; members: JsonMembers };

/**
 * Reads the outermost level of a JSON object and refuses it when a name stands there twice (however it is
 * escaped): JSON.parse would silently keep the last one. Deeper levels are checked for grammar only.
 * Never throws; takes time linear in the text.
 */
export function readJsonObject(text: string): JsonObjectReading {
  if (!isJsonObject(text)) return { ok: false, why: 'not_an_object' };
  const members = new Map<string, string>();
  let isRepeated = false;
  for (const [name, value] of outerMembers(text)) {
    if (members.has(name)) isRepeated = true;
    else members.set(name, value);
  }
  return isRepeated ? { ok: false, why: 'duplicate_name', members } : { ok: true, members };
}

/** The text of a string, the digits of a number as they were written, null for `null`; undefined for all else. */
export function scalarText(value: string): string | null | undefined {
  if (value.startsWith('"')) return String(JSON.parse(value));
  if (value === 'null') return null;
  return /^-?\d/.test(value) ? value : undefined;
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Relies on `text` being a valid JSON object, so that quotes, brackets and commas can be counted blindly. */
function* outerMembers(text: string): Generator<[name: string, value: string]> {
  let depth = 0;
  let name: string | null = null;
  let valueFrom = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      const end = endOfString(text, at);
      if (depth === 1 && name === null) {
        name = String(JSON.parse(text.slice(at, end + 1)));
        valueFrom = text.indexOf(':', end) + 1;
        at = valueFrom - 1;
      } else {
        at = end;
      }
      continue;
    }
    if (char === '{' || char === '[') depth++;
    const closes = char === '}' || char === ']';
    if (name !== null && depth === 1 && (closes || char === ',')) {
      yield [name, text.slice(valueFrom, at).trim()];
      name = null;
    }
    if (closes) depth--;
  }
}

function endOfString(text: string, openingQuote: number): number {
  let at = openingQuote + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at;
}
