const SPACE = '[ \\t\\r\\n]*';
const TITLE = new RegExp(`,${SPACE}"title"${SPACE}:${SPACE}"`, 'g');
const MSG = new RegExp(`"${SPACE},${SPACE}"msg"${SPACE}:${SPACE}"`, 'g');
const TIME = new RegExp(`"${SPACE},${SPACE}"time"${SPACE}:${SPACE}"`, 'g');

/** The two texts that other people may have written, as they stand in the data, with what is around them. */
export interface FrameParts {
  /** `{"pid":"..","aid":"..","uid":".."`: JSON but for its closing brace. */
  head: string;
  title: string;
  msg: string;
  /** From the value of `time` on, without its opening quote. */
  tail: string;
}

/**
 * Cuts the data of a phone's message by the separators of its template, as SmsForwarder fills that without
 * escaping (reference/listeners.md 1.4). Filling adds separators but never takes one away, so where each occurs
 * once it is the template's own, and the cut is right whatever the texts hold. 'repeated': a text holds a
 * separator, more than one reading exists. 'absent': not this template.
 */
export function cutFrame(data: string): FrameParts | 'absent' | 'repeated' {
  const [title, msg, time] = [TITLE, MSG, TIME].map((separator) => places(data, separator));
  if (!title?.[0] || !msg?.[0] || !time?.[0]) return 'absent';
  if (title[1] || msg[1] || time[1]) return 'repeated';
  if (title[0].end > msg[0].start || msg[0].end > time[0].start) return 'absent';
  return {
    head: data.slice(0, title[0].start),
    title: data.slice(title[0].end, msg[0].start),
    msg: data.slice(msg[0].end, time[0].start),
    tail: data.slice(time[0].end),
  };
}

interface Place {
  start: number;
  end: number;
}

/** The first two places, overlapping ones included: a text may borrow the quote of the separator behind it. */
function places(data: string, separator: RegExp): Place[] {
  const found: Place[] = [];
  separator.lastIndex = 0;
  for (let hit = separator.exec(data); hit && found.length < 2; hit = separator.exec(data)) {
    found.push({ start: hit.index, end: separator.lastIndex });
    separator.lastIndex = hit.index + 1;
  }
  return found;
}
