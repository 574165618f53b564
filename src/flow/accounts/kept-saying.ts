import {
  fromStored,
  type GivenWords,
  kept,
  type Saying,
  type SayingValue,
  toStored,
} from '../../shared/saying.ts';

/** What may be kept of a trouble: a saying of ours, or a plugin's words. */
export type Telling = Saying | GivenWords;

/** As it is stored, in at most `most` characters: what it quotes is cut until it fits. */
export function keepSaying(telling: Telling, most: number): string {
  const what = 'say' in telling ? telling : kept(telling);
  for (let each = most; each > 0; each = Math.floor(each * 0.9)) {
    const stored = toStored({ ...what, ...(what.with && { with: shortened(what.with, each) }) });
    if (stored.length <= most) return stored;
  }
  return toStored({ say: what.say });
}

/** What `keepSaying` kept. A text of an older version is told as it is, in whatever language it has. */
export function readKept(stored: unknown): Saying | null {
  if (stored === null || stored === undefined || stored === '') return null;
  const text = String(stored);
  return wordsIn(text) ?? fromStored(text);
}

/** Words in both languages, as they were kept before there were sayings. */
function wordsIn(text: string): Saying | null {
  if (!text.startsWith('{"zh":')) return null;
  try {
    const { zh, en } = JSON.parse(text);
    return typeof zh === 'string' && typeof en === 'string' ? kept({ zh, en }) : null;
  } catch {
    return null;
  }
}

function shortened(values: Readonly<Record<string, SayingValue>>, most: number): Record<string, SayingValue> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, cut(value, most)]));
}

function cut(value: SayingValue, most: number): SayingValue {
  if (typeof value === 'string') return value.slice(0, most);
  if (typeof value === 'number') return value;
  if ('say' in value) return { ...value, ...(value.with && { with: shortened(value.with, most) }) };
  if ('zh' in value) return { zh: value.zh.slice(0, most), en: value.en.slice(0, most) };
  return value.map((one) => cut(one, most));
}
