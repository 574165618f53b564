import type { Words } from '../../plugin-api/index.ts';
import { fromStored, type Saying, say, toStored } from '../../shared/saying.ts';

/** The words of a trouble as one text of at most `most` characters, both languages in it. */
export function keepWords(words: Words | Saying | string, most: number): string {
  if (typeof words === 'string') return words.slice(0, most);
  if ('say' in words) {
    const kept = toStored(words);
    return kept.length <= most ? kept : keepWords({ zh: say('zh', words), en: say('en', words) }, most);
  }
  for (let each = most; each > 0; each = Math.floor(each * 0.9)) {
    const kept = JSON.stringify({ zh: words.zh.slice(0, each), en: words.en.slice(0, each) });
    if (kept.length <= most) return kept;
  }
  return '';
}

/** What `keepWords` kept. A text of an older version is the same in both languages. */
export function readWords(kept: unknown): Words | null {
  if (kept === null || kept === undefined || kept === '') return null;
  const text = String(kept);
  if (text.startsWith('{"zh":')) {
    try {
      const { zh, en } = JSON.parse(text);
      if (typeof zh === 'string' && typeof en === 'string') return { zh, en };
    } catch {
      // a text that only looks like it
    }
  }
  const saying = fromStored(text);
  return { zh: say('zh', saying), en: say('en', saying) };
}
