import { leavesOf } from './leaves.ts';
import type { ListCall } from './list-call.ts';
import { NAMES } from './names.ts';
import type { Option } from './point.ts';
import { why } from './point.ts';
import { type RequestLeaf, requestLeaves } from './request-leaves.ts';

export interface PagingField {
  by: 'page' | 'offset' | 'cursor';
  leaf: string;
  /** The value of the first page. */
  first: number;
  sizeLeaf: string | null;
  /** Rows of a full page. */
  size: number;
  /** Where the answer tells how many there are in all. */
  total: string | null;
  /** With `cursor`: where the answer names the next page. */
  next: string | null;
}

const USUAL_SIZE = 10;

/** Values of the list's request that say which page, or from where on. */
export function pagingOptions(call: ListCall): Option<PagingField>[] {
  const leaves = requestLeaves(call.shown).filter(({ place }) => place !== 'header' && place !== 'path');
  const size = sizeOf(leaves);
  const rows = Math.max(...call.lists.map((list) => list.length), 1);
  const shared = {
    sizeLeaf: size?.id ?? null,
    size: size ? Number(size.text) : Math.max(rows, USUAL_SIZE),
    total: totalOf(call),
    next: null,
  };
  const numbered = leaves.flatMap((leaf): Option<PagingField>[] => {
    if (leaf.id === size?.id || !/^\d{1,6}$/.test(leaf.text)) return [];
    const name = leaf.inner ?? leaf.name;
    const last = name.split('.').at(-1) ?? name;
    const by = NAMES.offset.test(last) ? 'offset' : NAMES.page.test(last) ? 'page' : null;
    const seen = valuesOf(call, leaf.id);
    const steps = stepsOf(seen);
    const grown = steps.length > 0 && steps.every((step) => step === 1 || step === shared.size);
    if (by === null && !grown) return [];
    const kind = by ?? (steps[0] === 1 ? 'page' : 'offset');
    const first = Math.min(...seen);
    if (first > 1 && !(kind === 'offset' && first % shared.size === 0)) return [];
    const reasons = [
      ...(by ? [why('usualName', { name })] : []),
      ...(grown ? [why('grows', { step: steps[0] ?? 1 })] : []),
    ];
    const value: PagingField = { by: kind, leaf: leaf.id, first: kind === 'offset' ? 0 : first, ...shared };
    const score = (by ? 30 : 10) + (grown ? 30 : 0) + (size ? 10 : 0);
    return [
      {
        id: leaf.id,
        value,
        score,
        confidence: grown ? 'sure' : score >= 40 ? 'likely' : 'unsure',
        why: reasons,
      },
    ];
  });
  return [...numbered, ...cursors(call, leaves, shared)];
}

function sizeOf(leaves: readonly RequestLeaf[]): RequestLeaf | undefined {
  return leaves.find(({ inner, name, text }) => {
    const last = (inner ?? name).split('.').at(-1) ?? name;
    return NAMES.size.test(last) && /^\d{1,4}$/.test(text) && Number(text) >= 2 && Number(text) <= 1_000;
  });
}

function valuesOf({ calls }: ListCall, id: string): number[] {
  return calls
    .map((call) => requestLeaves(call).find((leaf) => leaf.id === id)?.text ?? '')
    .filter((text) => /^\d{1,6}$/.test(text))
    .map(Number);
}

/** How it grew from one call to the next, where it did. */
function stepsOf(seen: readonly number[]): number[] {
  return seen.slice(1).flatMap((value, at) => (value > (seen[at] ?? 0) ? [value - (seen[at] ?? 0)] : []));
}

/** A number of the answer that is never less than the rows, and as many where the list is short. */
function totalOf({ calls, lists }: ListCall): string | null {
  const paths = calls.map((call, at) => {
    const rows = lists[at]?.length ?? 0;
    if (call.answer?.kind !== 'json') return new Set<string>();
    const found = leavesOf(call.answer.value, 0).filter(
      ({ path, text }) =>
        NAMES.total.test(path.split('.').at(-1) ?? '') &&
        !/page|amount|money|fee|size/i.test(path) &&
        /^\d{1,7}$/.test(text) &&
        Number(text) >= rows,
    );
    return new Set(found.map(({ path }) => path));
  });
  const [first = new Set<string>()] = paths;
  return [...first].find((path) => paths.every((known) => known.has(path))) ?? null;
}

/** A value of one answer that stands in the next request. */
function cursors(
  { calls }: ListCall,
  leaves: readonly RequestLeaf[],
  shared: Omit<PagingField, 'by' | 'leaf' | 'first'>,
): Option<PagingField>[] {
  return leaves.flatMap((leaf): Option<PagingField>[] => {
    for (const [at, call] of calls.slice(1).entries()) {
      const before = calls[at];
      const text = requestLeaves(call).find(({ id }) => id === leaf.id)?.text ?? '';
      const was = before && requestLeaves(before).find(({ id }) => id === leaf.id)?.text;
      if (text.length < 4 || text === was || before?.answer?.kind !== 'json') continue;
      const source = leavesOf(before.answer.value, 0).find((one) => one.text === text);
      if (!source) continue;
      const value: PagingField = { by: 'cursor', leaf: leaf.id, first: 0, ...shared, next: source.path };
      const reasons = [why('nextOfAnswer', { name: source.path })];
      return [{ id: leaf.id, value, score: 55, confidence: 'likely', why: reasons }];
    }
    return [];
  });
}
