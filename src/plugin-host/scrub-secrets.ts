const HIDDEN = '[hidden]';
const MIN_SETTING = 4;
const MIN_SESSION_TEXT = 8;

/** Takes secrets out of texts that may reach a log or a merchant. */
export interface Scrubber {
  /** Everything inside a session that is long enough to be a token counts as a secret from now on. */
  alsoHide(session: unknown): void;
  scrub(text: string): string;
}

/**
 * Hides the given secret settings, every text inside known sessions, and the query part of any web address
 * (some platforms want their token there).
 */
export function createScrubber(secretSettings: readonly string[]): Scrubber {
  const secrets = new Set<string>();
  const hide = (text: string, minLength: number) => {
    if (text.length < minLength) return;
    secrets.add(text);
    secrets.add(encodeURIComponent(text));
  };
  for (const text of secretSettings) hide(text, MIN_SETTING);
  return {
    alsoHide(session) {
      for (const text of textsIn(session)) hide(text, MIN_SESSION_TEXT);
    },
    scrub(text) {
      let clean = text.replace(/(https?:\/\/[^\s?#'"]*)[?#][^\s'"]*/gi, `$1?${HIDDEN}`);
      // Longest first, so that a secret that contains another one leaves no remainder.
      for (const secret of [...secrets].sort((a, b) => b.length - a.length)) {
        clean = clean.replaceAll(secret, HIDDEN);
      }
      return clean;
    },
  };
}

function* textsIn(value: unknown, depth = 0): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (typeof value === 'object' && value !== null && depth < 8) {
    for (const inner of Object.values(value)) yield* textsIn(inner, depth + 1);
  }
}
