import {
  type Analysis,
  blocks,
  type Confidence,
  type Draft,
  isBlocking,
  type Option,
  POINT_NAMES,
  type Point,
  type PointName,
  payTypeOf,
  sampleRows,
  secretsOf,
  shortened,
  waitsUntil,
} from '../../recorder/index.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { fen, formatGroupedFen } from '../../shared/money.ts';
import { type PayType, payTypes } from '../../shared/pay-type.ts';
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

export interface FoundPage {
  id: string;
  platform: { id: string; name: string; site: string };
  known: { amount: string; at: number };
  /** What stands in the way; the platform can't be enabled as long as one of them blocks. */
  obstacles: { text: string; left: string; blocks: boolean }[];
  isBlocked: boolean;
  origins: { origin: string; isChosen: boolean }[];
  rows: { columns: string[]; rows: { cells: string[]; isKnown: boolean }[] };
  points: ShownPoint[];
  payTypes: { value: string; payType: PayType | ''; at: number }[];
  payTypeChoices: { value: string; text: string }[];
  /** Asked where no field of the rows tells it. */
  onlyPayType: PayType | null;
  traced: { step: string; lines: string[] }[];
  trial: ShownTrial;
}

export interface ShownTrial {
  runs: {
    at: number;
    text: string;
    tone: Tone;
    rows: { amount: string; at: number; payType: string; number: string; isKnown: boolean }[];
    dropped: string;
  }[];
  next: 'first' | 'second' | 'again';
  /** So long until the next run makes sense. */
  waitSeconds: number;
  gone: string;
  ask: { picture: string; hint: string } | null;
  isProven: boolean;
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

/** All that the page shows of a recording: nothing of it is a secret. */
export function toFoundPage(
  draft: Draft,
  analysis: Analysis,
  { t, isProven, now }: { t: Translate; isProven: boolean; now: number },
): FoundPage {
  const { points, obstacles } = analysis;
  const secrets = secretsOf(draft.recording, draft.typed, analysis.plan);
  const list = points.list.chosen?.value;
  return {
    id: draft.id,
    platform: draft.platform,
    known: { amount: formatGroupedFen(draft.known.amountFen), at: draft.known.at },
    obstacles: obstacles.map((one) => ({
      text: t(`recorder.obstacle.${one.code}`, { name: one.name ?? '' }),
      left: t(`recorder.left.${one.left}`),
      blocks: blocks(one, analysis.plan),
    })),
    isBlocked: isBlocking(analysis),
    origins: originsOf(draft),
    rows: rowsOf(analysis, secrets),
    points: list ? POINT_NAMES.map((name) => shownPoint(name, analysis, { t, secrets })) : [],
    payTypes: valuesToMap(draft, analysis),
    payTypeChoices: [
      ...payTypes.map((value) => ({ value: value as string, text: t(`console.payType.${value}`) })),
      { value: '', text: t('recorder.payType.leaveOut') },
    ],
    onlyPayType: points.payType.chosen ? null : draft.onlyPayType,
    traced: tracedOf(analysis, t),
    trial: shownTrial(draft, { t, isProven, now }),
  };
}

function originsOf({ recording, origins }: Draft): FoundPage['origins'] {
  const all = [...new Set([...origins, ...recording.calls.map(({ url }) => url.origin)])];
  return all.map((origin) => ({ origin, isChosen: origins.includes(origin) }));
}

/** The fields that were chosen, on his own rows. */
function rowsOf({ points }: Analysis, secrets: ReadonlySet<string>): FoundPage['rows'] {
  const list = points.list.chosen?.value;
  if (!list) return { columns: [], rows: [] };
  const { number, amount, time, payType, status, terminal, reference } = points;
  const paths = [
    ...(time.chosen?.value.paths ?? []),
    ...(amount.chosen ? [amount.chosen.value.path] : []),
    ...(number.chosen
      ? 'join' in number.chosen.value
        ? number.chosen.value.join
        : [number.chosen.value.path]
      : []),
    ...[payType, status, terminal, reference].flatMap(({ chosen }) => (chosen ? [chosen.value.path] : [])),
  ];
  const columns = [...new Set(paths)];
  const rows = sampleRows(list.list, list.known, secrets);
  return {
    columns,
    rows: rows.map(({ row, isKnown }) => ({ isKnown, cells: columns.map((path) => row[path] ?? '') })),
  };
}

function shownPoint(
  name: PointName,
  analysis: Analysis,
  { t, secrets }: { t: Translate; secrets: ReadonlySet<string> },
): ShownPoint {
  const point = analysis.points[name] as Point<unknown>;
  const { chosen, options } = point;
  const textOf = (option: Option<unknown>) => optionText(name, option, t);
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

function optionText(name: PointName, { value, id }: Option<unknown>, t: Translate): string {
  const of = <T>() => value as T;
  if (name === 'list' || name === 'login') {
    const { shown, call } = of<{
      shown?: { method: string; url: URL };
      call?: { method: string; url: URL };
    }>();
    const asked = shown ?? call;
    const rows = name === 'list' ? ` · ${id.slice(id.lastIndexOf(' ') + 1)}` : '';
    return asked ? `${asked.method} ${asked.url.pathname}${rows}` : id;
  }
  if (name === 'amount') {
    const { path, unit } = of<{ path: string; unit: 'fen' | 'yuan' }>();
    return `${path} · ${t(`recorder.unit.${unit}`)}`;
  }
  if (name === 'time') {
    const { paths, form, zone } = of<{ paths: string[]; form: string; zone: string }>();
    return `${paths.join(' + ')} · ${form} (${zone})`;
  }
  if (name === 'window') {
    const { from } = of<{ from: { form: string }[] }>();
    return `${id} · ${from.map(({ form }) => form).join(' ')}`;
  }
  if (name === 'paging') {
    const { by, leaf, size } = of<{ by: 'page' | 'offset' | 'cursor'; leaf: string; size: number }>();
    return t(`recorder.paging.${by}`, { name: leaf.slice(leaf.indexOf(':') + 1), size });
  }
  return id;
}

function valuesToMap(draft: Draft, { points }: Analysis): FoundPage['payTypes'] {
  return (points.payType.chosen?.value.values ?? []).map((value, at) => ({
    ...{ value, at },
    payType: meaningOf(draft, value),
  }));
}

/** What the owner said, else what the word says by itself. */
export function meaningOf({ payTypes: said }: Draft, value: string): PayType | '' {
  return Object.hasOwn(said, value) ? (said[value] ?? '') : (payTypeOf(value) ?? '');
}

function tracedOf({ plan }: Analysis, t: Translate): FoundPage['traced'] {
  if (!plan) return [];
  return [...plan.login, ...plan.before, plan.list].map(({ name, call }) => ({
    step: `${call.method} ${call.url.pathname}`,
    lines: plan.traced
      .filter(({ step }) => step === name)
      .map(({ name: leaf, from, detail }) => `${leaf}: ${t(`recorder.from.${from}`, { detail })}`),
  }));
}

function shownTrial(
  { trial }: Draft,
  { t, isProven, now }: { t: Translate; isProven: boolean; now: number },
): ShownTrial {
  const until = waitsUntil(trial);
  const waits = until !== null && until > now && !isProven ? until : null;
  return {
    runs: (trial?.runs ?? []).map(({ at, found, problem, receipts, dropped }) => ({
      at,
      text:
        problem !== null
          ? problem[t.lang]
          : t(found ? 'recorder.try.found' : 'recorder.try.notFound', { count: receipts.length }),
      tone: found ? 'good' : 'bad',
      rows: receipts.slice(0, 5).map((one) => ({
        amount: formatGroupedFen(fen(one.amountFen)),
        at: one.paidAt,
        payType: one.payType === null ? '' : t(`console.payType.${one.payType}`),
        number: shortened(one.externalId, new Set()),
        isKnown: one === found,
      })),
      dropped:
        dropped.count === 0
          ? ''
          : t('recorder.try.dropped', { count: dropped.count, problems: dropped.problems.join('; ') }),
    })),
    next: (trial?.runs ?? []).length === 0 ? 'first' : until === null ? 'again' : 'second',
    waitSeconds: waits === null ? 0 : Math.ceil((waits - now) / 1_000),
    gone: trial && trial.gone !== 'unseen' ? t(`recorder.gone.${trial.gone}`) : '',
    ask: trial?.ask ? { picture: trial.ask.shown.picture, hint: trial.ask.shown.hint[t.lang] } : null,
    isProven,
  };
}
