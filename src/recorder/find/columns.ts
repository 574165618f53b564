import type { Row } from './leaves.ts';
import { hasSeconds, isDayForm, readClock, readTime } from './values.ts';

/** One field of all rows. */
export interface Column {
  path: string;
  /** In the rows' order; '' where a row lacks it. */
  texts: string[];
  filled: number;
  distinct: number;
}

export function columnsOf(rows: readonly Row[]): Column[] {
  const paths = new Set<string>();
  for (const row of rows) for (const path of Object.keys(row)) if (paths.size < 400) paths.add(path);
  return [...paths].map((path) => {
    const texts = rows.map((row) => row[path] ?? '');
    const filled = texts.filter((text) => text !== '');
    return { path, texts, filled: filled.length, distinct: new Set(filled).size };
  });
}

/** A field, or two joined, that says when each row was paid. */
export interface TimeColumn {
  paths: string[];
  form: string;
  /** False: its texts say by themselves which moment they mean. */
  isLocal: boolean;
  hasSeconds: boolean;
  /** As readTime gives it; null where a row has none. */
  at: (number | null)[];
  readable: number;
}

/** Every way to read a moment out of the rows: full times, and a day beside a time of day. */
export function timeColumnsOf(columns: readonly Column[]): TimeColumn[] {
  const single = columns.flatMap((column) => asTimes(column));
  const full = single.filter(({ form }) => !isDayForm(form));
  const days = single.filter(({ form }) => isDayForm(form));
  const clocks = columns.flatMap((column) => asClocks(column));
  const joined = days.flatMap((day) =>
    clocks
      .filter(({ path }) => path !== day.paths[0])
      .map(
        (clock): TimeColumn => ({
          paths: [...day.paths, clock.path],
          form: `${day.form} ${clock.form}`,
          isLocal: true,
          hasSeconds: true,
          at: day.at.map((at, place) => {
            const ms = clock.ms[place] ?? null;
            return at === null || ms === null ? null : at + ms;
          }),
          readable: Math.min(day.readable, clock.readable),
        }),
      ),
  );
  return [...full, ...joined];
}

function asTimes(column: Column): TimeColumn[] {
  const read = column.texts.map(readTime);
  const forms = new Map<string, number>();
  for (const one of read) if (one) forms.set(one.form, (forms.get(one.form) ?? 0) + 1);
  const [form, count] = [...forms].sort((one, other) => other[1] - one[1])[0] ?? ['', 0];
  if (count === 0 || count < column.filled * 0.8) return [];
  return [
    {
      paths: [column.path],
      form,
      isLocal: read.find((one) => one?.form === form)?.isLocal ?? true,
      hasSeconds: hasSeconds(form),
      at: read.map((one) => (one?.form === form ? one.at : null)),
      readable: count,
    },
  ];
}

function asClocks(column: Column): { path: string; form: string; ms: (number | null)[]; readable: number }[] {
  const read = column.texts.map(readClock);
  const readable = read.filter((one) => one !== null).length;
  if (readable === 0 || readable < column.filled * 0.8) return [];
  const form = read.find((one) => one !== null)?.form ?? '';
  return [{ path: column.path, form, ms: read.map((one) => one?.ms ?? null), readable }];
}
