import { z } from 'zod';
import type { TextKey } from '../../shared/i18n/index.ts';
import { type Saying, saying } from '../../shared/saying.ts';
import {
  type DescriptorProblem,
  type Parsed,
  type ParseOptions,
  parseDescriptor,
  parseStrict,
} from './parse.ts';
import { Descriptor, DescriptorId, Facts, Revision, Site, SomePayTypes } from './schema.ts';
import { List, Pages, RowMap } from './schema-list.ts';
import { Login } from './schema-login.ts';
import { Condition, Refusing, ShortWords, Words } from './schema-parts.ts';
import { Step } from './schema-step.ts';

/** What a recording has to show, by where it stands in the descriptor. */
export const GAPS = [
  ...['origins', 'login', 'session', 'list.address', 'list.window', 'list.pages', 'list.ok', 'list.rows'],
  ...['map.externalId', 'map.amount', 'map.paidAt', 'map.payType', 'sessionGone'],
] as const;
export type Gap = (typeof GAPS)[number];
type Flat<Name> = Name extends `${infer Area}.${infer Part}` ? `${Area}_${Part}` : Name;

const GapName = z.enum(GAPS as unknown as [Gap, ...Gap[]]);

/** What is public of the platform, in the words of a descriptor; whatever is left out is a gap. */
const Known = z.strictObject({
  origins: Descriptor.shape.origins.optional(),
  settings: Descriptor.shape.settings.optional(),
  login: Login.extend({ steps: z.array(Step.partial()).max(6) })
    .partial()
    .optional(),
  list: List.extend({
    step: Step.partial(),
    window: List.shape.window.partial(),
    pages: Pages,
    map: RowMap.partial(),
  })
    .partial()
    .optional(),
  sessionGone: z.array(Condition).max(10).optional(),
  refused: z.array(Refusing).max(20).optional(),
  polite: Descriptor.shape.polite,
});

/**
 * A platform that nobody has recorded yet: never run, only shown with what is missing, and handed to the recorder, which
 * knows the list call by these names.
 */
export const RecordingTemplate = z.strictObject({
  template: z.literal(1),
  id: DescriptorId,
  revision: Revision,
  name: ShortWords,
  /** Left out: not known. */
  site: Site.optional(),
  payTypes: SomePayTypes,
  known: Known,
  gaps: z.array(GapName).min(1),
  /** Why a recording may not be enough: the page encrypts what it sends. */
  obstacle: z.enum(['encrypted']).optional(),
  /** Platforms of ours by which the same money can be told today, the best first. */
  ways: z.array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/)).max(5),
  /** Whoever has an account there can help with this. */
  help: Words.optional(),
  facts: Facts,
});
export type RecordingTemplate = z.infer<typeof RecordingTemplate>;

export function parseTemplate(text: string): Parsed<RecordingTemplate> {
  return parseStrict(text, RecordingTemplate, gapProblems);
}

/** A part that is there and said to be missing, or the other way round. */
function gapProblems({ known, gaps }: RecordingTemplate): DescriptorProblem[] {
  const there = partsOf(known);
  const wrong = GAPS.filter((gap) => gaps.includes(gap) === there[gap]);
  return wrong.map((gap) => ({ at: 'gaps', what: saying('descriptor.gapMistaken', { name: gap }) }));
}

function partsOf({ origins, login, list, sessionGone }: RecordingTemplate['known']): Record<Gap, boolean> {
  const { map } = list ?? {};
  return {
    origins: origins !== undefined,
    login: login?.kind !== undefined,
    session: login?.session !== undefined,
    'list.address': list?.step?.url !== undefined && list.step.method !== undefined,
    'list.window': list?.window?.zone !== undefined,
    'list.pages': list?.pages !== undefined,
    'list.ok': list?.step?.ok !== undefined,
    'list.rows': list?.rows !== undefined,
    'map.externalId': map?.externalId !== undefined,
    'map.amount': map?.amount !== undefined,
    'map.paidAt': map?.paidAt !== undefined,
    'map.payType': map?.payType !== undefined,
    sessionGone: sessionGone !== undefined,
  };
}

/** What is missing, for people. */
export function gapSaying(gap: Gap): Saying {
  const key = `descriptor.gap.${gap.replace('.', '_') as Flat<Gap>}` as const;
  return { say: key satisfies TextKey };
}

/**
 * The template with what a recording showed put over what is known, as a descriptor: whole, or what is still wrong.
 * Objects are laid over each other, everything else is replaced.
 */
export function completed(
  template: RecordingTemplate,
  recorded: object,
  options: ParseOptions = {},
): Parsed<Descriptor> {
  const { id, revision, name, site, payTypes, known, facts } = template;
  const head = { descriptor: 1, id, revision, name, ...(site && { site }), payTypes, settings: [], facts };
  return parseDescriptor(JSON.stringify(over({ ...head, ...known }, recorded)), options);
}

function over(below: unknown, above: unknown): unknown {
  if (!isObject(below) || !isObject(above)) return above;
  const names = [...new Set([...Object.keys(below), ...Object.keys(above)])];
  return Object.fromEntries(
    names.map((name) => [name, Object.hasOwn(above, name) ? over(below[name], above[name]) : below[name]]),
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
