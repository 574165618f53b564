import {
  type Analysis,
  type Confidence,
  type Option,
  type Point,
  type PointName,
  sampleRows,
  shortened,
  shownPath,
} from '../../recorder/index.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import type { Tone } from '../../web/index.ts';

/** One thing that was found, with its evidence and what could be chosen instead. */
export interface ShownPoint {
  name: PointName;
  label: string;
  /** What it is for, in a sentence. */
  help: string;
  /** '' where nothing is chosen. */
  chosen: string;
  confidence: { text: string; tone: Tone } | null;
  why: string[];
  /** His own values of it. */
  samples: string[];
  options: { id: string; text: string; isChosen: boolean }[];
  /** True: it may be left out. */
  isOptional: boolean;
  /** False: there is nothing else to choose. */
  hasChoice: boolean;
}

const OPTIONAL: ReadonlySet<PointName> = new Set([
  'status',
  'kind',
  'payType',
  'terminal',
  'reference',
  'window',
  'paging',
  'login',
]);
const TONES: Readonly<Record<Confidence, Tone>> = { sure: 'good', likely: 'warn', unsure: 'bad' };

export function shownPoint(
  name: PointName,
  analysis: Analysis,
  { t, secrets }: { t: Translate; secrets: ReadonlySet<string> },
): ShownPoint {
  const point = analysis.points[name] as Point<unknown>;
  const { chosen, options } = point;
  const textOf = (option: Option<unknown>) => optionText(name, option, { t, secrets });
  const { list, known } = analysis.points.list.chosen?.value ?? { list: [], known: 0 };
  const paths = chosen ? pathsOf(name, chosen.value) : [];
  const samples = sampleRows(list, known, secrets).map(({ row }) =>
    paths.map((path) => row[path] ?? '').join(' '),
  );
  return {
    name,
    label: t(`recorder.point.${name}`),
    help: t(`recorder.pointHelp.${name}`),
    chosen: chosen ? textOf(chosen) : '',
    confidence: chosen
      ? { text: t(`recorder.confidence.${chosen.confidence}`), tone: TONES[chosen.confidence] }
      : null,
    why: (chosen?.why ?? []).map(({ code, with: values }) =>
      t(`recorder.why.${code}`, shortenAll(values ?? {}, secrets)),
    ),
    samples: [...new Set(samples)].filter((text) => text.trim() !== ''),
    options: options.map((option) => ({
      id: option.id,
      text: textOf(option),
      isChosen: option.id === chosen?.id,
    })),
    isOptional: OPTIONAL.has(name),
    hasChoice: options.length > (OPTIONAL.has(name) ? 0 : 1),
  };
}

function shortenAll(
  values: Readonly<Record<string, string | number>>,
  secrets: ReadonlySet<string>,
): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' ? shortened(value, secrets) : value,
    ]),
  );
}

/** The fields of a row that a point reads. */
function pathsOf(name: PointName, value: unknown): string[] {
  const { path, paths, join } = value as { path?: string; paths?: string[]; join?: string[] };
  if (name === 'list' || name === 'window' || name === 'paging' || name === 'login') return [];
  return paths ?? join ?? (path === undefined ? [] : [path]);
}

/** What a field is called; one without a name by its place, counted from 1 as people do. */
export function fieldName(path: string, t: Translate): string {
  const place = /^\[(\d+)\]$/.exec(path)?.[1];
  return place === undefined ? path : t('recorder.column', { number: Number(place) + 1 });
}

function optionText(
  name: PointName,
  { value, id }: Option<unknown>,
  { t, secrets }: { t: Translate; secrets: ReadonlySet<string> },
): string {
  const of = <T>() => value as T;
  if (name === 'list' || name === 'login') {
    const { shown, call } = of<{
      shown?: { method: string; url: URL };
      call?: { method: string; url: URL };
    }>();
    const asked = shown ?? call;
    const rows = name === 'list' ? ` · ${id.slice(id.lastIndexOf(' ') + 1)}` : '';
    return asked ? `${asked.method} ${shownPath(asked.url, secrets)}${rows}` : id;
  }
  if (name === 'amount') {
    const { path, unit } = of<{ path: string; unit: 'fen' | 'yuan' }>();
    return `${fieldName(path, t)} · ${t(`recorder.unit.${unit}`)}`;
  }
  if (name === 'time') {
    const { paths, form, zone } = of<{ paths: string[]; form: string; zone: string }>();
    return `${paths.map((path) => fieldName(path, t)).join(' + ')} · ${form} (${zone})`;
  }
  if (name === 'window') {
    const { from } = of<{ from: { form: string }[] }>();
    return `${id} · ${from.map(({ form }) => form).join(' ')}`;
  }
  if (name === 'paging') {
    const { by, leaf, size } = of<{ by: 'page' | 'offset' | 'cursor'; leaf: string; size: number }>();
    return t(`recorder.paging.${by}`, { name: leaf.slice(leaf.indexOf(':') + 1), size });
  }
  return fieldName(id, t);
}
