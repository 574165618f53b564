/** An answer that is no longer than this is a sentence; a longer one is a page. */
const SENTENCE_CHARACTERS = 64;
/** In a page, the word counts this near to its beginning, or at its very end. */
const HEAD_CHARACTERS = 512;

/**
 * True when a trimmed answer is `success`, in any case, or
 * - JSON whose field `success` is true, or that has "success" as a value of its own and no failure beside it;
 * - a sentence that begins or ends with the word, neither denied ("not success", "success: false") nor with a failure;
 * - a page (tags, PHP notices, debug output) with the word alone on a line or in an element.
 * A word within another, a name, a path or a notice about a variable called success is none of these.
 */
export function saysSuccess(text: string): boolean {
  if (/^success$/i.test(text)) return true;
  const json = parseJson(text);
  if (json !== undefined) return jsonSaysSuccess(json);
  const lines = visibleLines(text);
  const sentence = lines.join(' ');
  return sentence.length <= SENTENCE_CHARACTERS ? sentenceSaysSuccess(sentence) : pageSaysSuccess(lines);
}

const isSuccess = (text: string) => /^[^\p{L}\p{N}]*success[^\p{L}\p{N}]*$/iu.test(text);
const isFailure = (text: string) =>
  /^[^\p{L}\p{N}]*(fail|failed|failure|error|false|失败|错误)[^\p{L}\p{N}]*$/iu.test(text);

/** `undefined` when the text is no JSON. */
function parseJson(text: string): unknown {
  if (!/^[[{"]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function jsonSaysSuccess(json: unknown): boolean {
  if (typeof json !== 'object' || json === null) return typeof json === 'string' && isSuccess(json);
  if (Array.isArray(json)) return false;
  const fields = Object.entries(json);
  const own = fields.filter(([name]) => name.toLowerCase() === 'success').map(([, value]) => value);
  if (own.length > 0) return own.every((value) => /^(true|1|success|ok|yes)$/i.test(String(value)));
  const texts = fields.map(([, value]) => value).filter((value) => typeof value === 'string');
  return texts.some(isSuccess) && !texts.some(isFailure);
}

/** The word, and no part of another word, a name, a path, a call or an address. */
const WORD = /(?<![\w$/.-])success(?![\w/(-]|\.\w)/i;
const FIRST_WORD = new RegExp(`^[^\\p{L}\\p{N}]*${WORD.source}`, 'iu');
const LAST_WORD = new RegExp(`${WORD.source}[^\\p{L}\\p{N}]*$`, 'iu');
const DENIED_BEFORE = /(?:\b(?:not|no|non|never|without|isn't|un)(?:\s+an?)?|[不未非无没])[^\p{L}\p{N}]*$/iu;
const DENIED_AFTER = /^["']?\s*[:=：]\s*["']?(?:false|0|no|null|none)\b/i;
const FAILURE = /\b(?:fail|fails|failed|failure|false|error)\b|失败|错误/i;

function sentenceSaysSuccess(sentence: string): boolean {
  if (FAILURE.test(sentence)) return false;
  const first = FIRST_WORD.exec(sentence);
  if (first && !DENIED_AFTER.test(sentence.slice(first[0].length))) return true;
  const last = LAST_WORD.exec(sentence);
  return last !== null && !DENIED_BEFORE.test(sentence.slice(0, last.index));
}

function pageSaysSuccess(lines: string[]): boolean {
  if (lines.some(isFailure)) return false;
  let at = 0;
  return lines.some((line, index) => {
    const counts = at < HEAD_CHARACTERS || index === lines.length - 1;
    at += line.length + 1;
    return counts && isSuccess(line) && !DENIED_BEFORE.test(lines[index - 1] ?? '');
  });
}

/** What a reader sees, roughly: no scripts, styles, comments; a tag ends a line. */
function visibleLines(html: string): string[] {
  return html
    .replace(/<!--.*?(?:-->|$)/gs, '\n')
    .replace(/<(script|style|title)\b.*?(?:<\/\1\s*>|$)/gis, '\n')
    .replace(/<[a-z/!?][^>]*(?:>|$)/gi, '\n')
    .split(/[\r\n]+/)
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '');
}
