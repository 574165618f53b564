import { createLog, type Log } from '../../src/shared/log.ts';

/** A log that keeps its lines, to see what was said and what was not. */
export function captureLog(): { log: Log; text: () => string; lines: () => Record<string, unknown>[] } {
  let text = '';
  const log = createLog('trace', {
    write(line: string) {
      text += line;
    },
  });
  return {
    log,
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  };
}
