import { gapSaying } from '../../plugin-host/index.ts';
import {
  type Analysis,
  blocks,
  type Compared,
  compareKnown,
  type Draft,
  isBlocking,
  meaningOf,
  POINT_NAMES,
  sampleRows,
  secretsOf,
  shownPath,
} from '../../recorder/index.ts';
import type { TextKey, Translate } from '../../shared/i18n/index.ts';
import { formatGroupedFen } from '../../shared/money.ts';
import { type PayType, payTypes } from '../../shared/pay-type.ts';
import { say } from '../../shared/saying.ts';
import type { Tone } from '../../web/index.ts';
import { fieldName, type ShownPoint, shownPoint } from './shown-points.ts';
import { type ShownTrial, shownTrial } from './shown-trial.ts';

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
  /** What was publicly known of it, and what the recording shows; empty where nothing was known. */
  compared: { part: string; known: string; found: string; state: { text: string; tone: Tone } }[];
  traced: { step: string; lines: string[] }[];
  trial: ShownTrial;
}

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
    rows: rowsOf(analysis, { t, secrets }),
    points: list ? POINT_NAMES.map((name) => shownPoint(name, analysis, { t, secrets })) : [],
    payTypes: valuesToMap(draft, analysis),
    payTypeChoices: [
      ...payTypes.map((value) => ({ value: value as string, text: t(`console.payType.${value}`) })),
      { value: '', text: t('recorder.payType.leaveOut') },
    ],
    onlyPayType: points.payType.chosen ? null : draft.onlyPayType,
    compared: comparedOf(draft, analysis, { t, secrets }),
    traced: tracedOf(analysis, { t, secrets }),
    trial: shownTrial(draft, { t, isProven, now }),
  };
}

function originsOf({ recording, origins }: Draft): FoundPage['origins'] {
  const all = [...new Set([...origins, ...recording.calls.map(({ url }) => url.origin)])];
  return all.map((origin) => ({ origin, isChosen: origins.includes(origin) }));
}

/** The fields that were chosen, on his own rows. */
function rowsOf(
  { points }: Analysis,
  { t, secrets }: { t: Translate; secrets: ReadonlySet<string> },
): FoundPage['rows'] {
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
    columns: columns.map((path) => fieldName(path, t)),
    rows: rows.map(({ row, isKnown }) => ({ isKnown, cells: columns.map((path) => row[path] ?? '') })),
  };
}

function valuesToMap(draft: Draft, { points }: Analysis): FoundPage['payTypes'] {
  return (points.payType.chosen?.value.values ?? []).map((value, at) => ({
    ...{ value, at },
    payType: meaningOf(draft, value),
  }));
}

const COMPARED_TONES: Readonly<Record<Compared['state'], Tone>> = {
  ...{ agrees: 'good', found: 'good', differs: 'warn', unseen: 'off', missing: 'bad' },
};

const WAYS: Readonly<Record<string, TextKey>> = {
  password: 'console.plugins.way.password',
  'captcha-picture': 'console.plugins.way.picture',
  'handed-over': 'console.plugins.way.handOver',
};

function comparedOf(
  { template, origins }: Draft,
  analysis: Analysis,
  { t, secrets }: { t: Translate; secrets: ReadonlySet<string> },
): FoundPage['compared'] {
  if (!template) return [];
  return compareKnown(template, analysis, { origins, secrets }).map(({ part, known, found, state }) => ({
    part: part === 'request' ? t('recorder.names') : say(t.lang, gapSaying(part)),
    known: said(part, known, t),
    found: said(part, found, t),
    state: { text: t(`recorder.compared.${state}`), tone: COMPARED_TONES[state] },
  }));
}

function said(part: Compared['part'], text: string | null, t: Translate): string {
  if (text === null) return '';
  const way = part === 'login' ? WAYS[text] : undefined;
  if (way) return t(way);
  return part === 'request' ? t('recorder.namesCount', { count: Number(text) }) : text;
}

function tracedOf(
  { plan }: Analysis,
  { t, secrets }: { t: Translate; secrets: ReadonlySet<string> },
): FoundPage['traced'] {
  if (!plan) return [];
  return [...plan.login, ...plan.before, plan.list].map(({ name, call }) => ({
    step: `${call.method} ${shownPath(call.url, secrets)}`,
    lines: plan.traced
      .filter(({ step }) => step === name)
      .map(({ name: leaf, from, detail }) => `${leaf}: ${t(`recorder.from.${from}`, { detail })}`),
  }));
}
