import type { z } from 'zod';
import { type Saying, saying } from '../../shared/saying.ts';
import { agreementProblems } from './check-names.ts';
import { Descriptor } from './schema.ts';

/** What is wrong with a descriptor, and where: 'login.steps[0].url'; '' is the whole. */
export interface DescriptorProblem {
  at: string;
  what: Saying;
}

export type Parsed<T> = { ok: true; descriptor: T } | { ok: false; problems: DescriptorProblem[] };

export interface ParseOptions {
  /**
   * True: addresses of the own machine and network may be called, also without TLS (ALLOW_PRIVATE_NOTIFY, for simulators and a
   * back end at home). False when left out: https and public hosts only.
   */
  allowPrivate?: boolean;
}

export const MAX_BYTES = 64 * 1024;
export const MAX_DEPTH = 10;
const MAX_TEXT = 4_000;
const MAX_PROBLEMS = 50;
const FORBIDDEN: readonly string[] = ['__proto__', 'constructor', 'prototype'];

/** Reads the text of a descriptor: whole and agreeing with itself, or each thing that is wrong. Never throws. */
export function parseDescriptor(text: string, options: ParseOptions = {}): Parsed<Descriptor> {
  return parseStrict(text, Descriptor, (descriptor) => agreementProblems(descriptor, options));
}

/** As parseDescriptor, with another schema. */
export function parseStrict<T>(
  text: string,
  schema: z.ZodType<T>,
  agree: (read: T) => DescriptorProblem[],
): Parsed<T> {
  const read = readBounded(text);
  if ('problems' in read) return { ok: false, problems: read.problems };
  const checked = schema.safeParse(read.content);
  const problems = checked.success ? agree(checked.data) : problemsOf(checked.error.issues, read.content);
  if (checked.success && problems.length === 0) return { ok: true, descriptor: checked.data };
  return { ok: false, problems: problems.slice(0, MAX_PROBLEMS) };
}

function readBounded(text: string): { content: unknown } | { problems: DescriptorProblem[] } {
  const whole = (what: Saying) => ({ problems: [{ at: '', what }] });
  if (text.length > MAX_BYTES || Buffer.byteLength(text) > MAX_BYTES)
    return whole(saying('descriptor.tooLarge', { count: MAX_BYTES / 1024 }));
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return whole(saying('descriptor.notJson'));
  }
  const problems: DescriptorProblem[] = [];
  walk(content, [], problems);
  return problems.length > 0 ? { problems: problems.slice(0, MAX_PROBLEMS) } : { content };
}

/** Bounded by the size of the text and, before it goes deeper, by the depth. */
function walk(value: unknown, at: (string | number)[], problems: DescriptorProblem[]): void {
  const tell = (what: Saying) => problems.push({ at: written(at), what });
  if (typeof value === 'string' && value.length > MAX_TEXT)
    tell(saying('descriptor.longText', { max: MAX_TEXT }));
  if (typeof value !== 'object' || value === null) return;
  if (at.length >= MAX_DEPTH) {
    tell(saying('descriptor.tooDeep', { max: MAX_DEPTH }));
    return;
  }
  for (const [name, inner] of Object.entries(value)) {
    if (FORBIDDEN.includes(name)) tell(saying('descriptor.forbiddenName', { name }));
    walk(inner, [...at, Array.isArray(value) ? Number(name) : name], problems);
  }
}

/** A path as people write it. */
export function written(at: readonly PropertyKey[]): string {
  return at
    .map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index > 0 ? '.' : ''}${String(step)}`))
    .join('');
}

type Issue = z.core.$ZodIssue;

function problemsOf(
  issues: readonly Issue[],
  content: unknown,
  before: PropertyKey[] = [],
): DescriptorProblem[] {
  return issues.flatMap((issue) => {
    const at = [...before, ...issue.path];
    if (issue.code === 'invalid_union') return unionProblems(issue, content, at);
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((name) => ({
        at: written(at),
        what: saying('descriptor.unknownName', { name: name.slice(0, 60) }),
      }));
    }
    const inner = issue.code === 'invalid_key' ? (issue.issues[0] ?? issue) : issue;
    return [{ at: written(at), what: whatOf(inner, valueAtSteps(content, at)) }];
  });
}

/** Of the shapes that were possible, the one that it comes nearest to. */
function unionProblems(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  content: unknown,
  at: PropertyKey[],
): DescriptorProblem[] {
  const found = issue.errors
    .map((branch) => problemsOf(branch, content, at))
    .sort((one, other) => one.length - other.length);
  const [nearest = []] = found;
  const isClear = nearest.length > 0 && (found[1]?.length ?? Number.POSITIVE_INFINITY) > nearest.length;
  const value = valueAtSteps(content, at);
  if (isClear) return nearest;
  return [
    {
      at: written(at),
      what: value === undefined ? saying('descriptor.missing') : saying('descriptor.noShape'),
    },
  ];
}

function valueAtSteps(content: unknown, at: readonly PropertyKey[]): unknown {
  let now = content;
  for (const step of at) {
    if (typeof now !== 'object' || now === null || !Object.hasOwn(now, step)) return undefined;
    now = (now as Record<PropertyKey, unknown>)[step];
  }
  return now;
}

function whatOf(issue: Issue, value: unknown): Saying {
  if (issue.code === 'custom')
    return (issue.params?.what as Saying | undefined) ?? saying('descriptor.badForm');
  if (value === undefined) return saying('descriptor.missing');
  if (issue.code === 'invalid_type') return saying('descriptor.wrongKind', { kind: issue.expected });
  if (issue.code === 'invalid_value')
    return saying('descriptor.notListed', { list: issue.values.map((one) => String(one)) });
  if (issue.code === 'too_big') return saying('descriptor.tooBig', { max: Number(issue.maximum) });
  if (issue.code === 'too_small') return saying('descriptor.tooSmall', { min: Number(issue.minimum) });
  return saying('descriptor.badForm');
}
