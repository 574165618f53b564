import type { PlanBook } from './plan-book.ts';
import type { Step } from './plan-types.ts';
import { requestLeaves } from './request-leaves.ts';

/** What stands in the list's request by itself: the stretch of time and the page. */
export function assignList(book: PlanBook, step: Step): void {
  const { window, paging } = book.input;
  const isNumber = new Map(requestLeaves(step.call).map((leaf) => [leaf.id, leaf.isNumber]));
  const asNumber = (leaf: string) => (isNumber.get(leaf) ? ':number' : '');
  if (window?.joined) {
    const [from] = window.from;
    const { leaf, between } = window.joined;
    step.templates.set(leaf, `{from:${from?.form}}${between}{to:${from?.form}}`);
    book.note(step, leaf, 'time', '');
  } else {
    for (const [end, parts] of [
      ['from', window?.from ?? []],
      ['to', window?.to ?? []],
    ] as const) {
      for (const { leaf, form } of parts) {
        step.templates.set(leaf, `{${end}:${form}${asNumber(leaf)}}`);
        book.note(step, leaf, 'time', form);
      }
    }
  }
  if (!paging) return;
  step.templates.set(paging.leaf, `{${paging.by}${asNumber(paging.leaf)}}`);
  book.note(step, paging.leaf, 'paging', '');
  if (paging.sizeLeaf) step.templates.set(paging.sizeLeaf, `{size${asNumber(paging.sizeLeaf)}}`);
}
