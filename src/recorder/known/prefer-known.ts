import type { RecordingTemplate } from '../../plugin-host/index.ts';
import type { AmountField, NumberField, TimeField } from '../find/fields.ts';
import { type LabelField, labelOption } from '../find/labels.ts';
import type { ListCall } from '../find/list-call.ts';
import type { PagingField } from '../find/paging.ts';
import { nameIn, plainName } from '../find/plan-words.ts';
import { type Option, why } from '../find/point.ts';
import type { WindowField } from '../find/window.ts';
import { type KnownRequest, knownRequest, namesIn } from './known-request.ts';

/** By so much is preferred what is known publicly: more than any name, less than the owner's own word. */
const PREFERENCE = 40;
/** Of the known names a request must have this part, to be taken for the one that is known. */
const LEAST_SHARE = 0.5;

/**
 * Puts what is publicly known of a platform over what its recording looks like: options that agree with it come first and
 * say so. What the recording doesn't show is never made up.
 */
export class KnownPlatform {
  readonly request: KnownRequest;

  /** Null: nothing is known, and everything stays as it is. */
  constructor(private readonly template: RecordingTemplate | null) {
    this.request = template ? knownRequest(template) : new Map();
  }

  /** True where one is known to log in himself: a slider stands before the login, or nobody knows it. */
  get isHandedOver(): boolean {
    return this.template?.known.login?.kind === 'handed-over';
  }

  lists(options: Option<ListCall>[]): Option<ListCall>[] {
    const { request } = this;
    if (request.size === 0) return options;
    return options.map((option) => {
      const count = namesIn(request, option.value.shown);
      const share = count / request.size;
      if (share < LEAST_SHARE) return option;
      const reason = why('knownRequest', { count, all: request.size });
      return { ...option, score: option.score + PREFERENCE * share, why: [...option.why, reason] };
    });
  }

  amounts(options: Option<AmountField>[]): Option<AmountField>[] {
    const known = this.map.amount;
    return preferred(options, ({ path, unit }) => path === known?.path && unit === known.unit);
  }

  numbers(options: Option<NumberField>[]): Option<NumberField>[] {
    const known = this.map.externalId;
    return preferred(options, (one) =>
      'join' in one
        ? known !== undefined && 'join' in known && String(one.join) === String(known.join)
        : known !== undefined && 'path' in known && one.path === known.path,
    );
  }

  times(options: Option<TimeField>[]): Option<TimeField>[] {
    const known = this.map.paidAt;
    const paths = known === undefined ? [] : 'path' in known ? [known.path] : known.join;
    return preferred(options, (one) => paths.length > 0 && String(one.paths) === String(paths));
  }

  payTypes(options: Option<LabelField>[], call: ListCall): Option<LabelField>[] {
    const known = this.map.payType;
    return this.labels(options, call, known && 'path' in known ? known.path : undefined);
  }

  terminals(options: Option<LabelField>[], call: ListCall): Option<LabelField>[] {
    return this.labels(options, call, this.map.terminal?.path);
  }

  references(options: Option<{ path: string }>[]): Option<{ path: string }>[] {
    return preferred(options, ({ path }) => path === this.map.reference?.path);
  }

  windows(options: Option<WindowField>[]): Option<WindowField>[] {
    const asks = (leaf: string, end: 'from' | 'to') => this.asksFor(leaf).startsWith(`{${end}:`);
    return preferred(
      options,
      ({ from, to }) =>
        from.every(({ leaf }) => asks(leaf, 'from')) && (to ?? []).every(({ leaf }) => asks(leaf, 'to')),
    );
  }

  pages(options: Option<PagingField>[]): Option<PagingField>[] {
    return preferred(options, ({ leaf, by }) => [`{${by}}`, `{${by}:number}`].includes(this.asksFor(leaf)));
  }

  /** A field whose name no rule of ours would take for it. */
  private labels(
    options: Option<LabelField>[],
    call: ListCall,
    path: string | undefined,
  ): Option<LabelField>[] {
    if (path === undefined) return options;
    const there = options.some((option) => option.value.path === path);
    const found = there ? null : labelOption(call, path);
    return preferred(found ? [...options, found] : options, (one) => one.path === path);
  }

  private get map() {
    return this.template?.known.list?.map ?? {};
  }

  private asksFor(leaf: string): string {
    return this.request.get(plainName(nameIn(leaf).split('>').at(-1) ?? '')) ?? '';
  }
}

function preferred<T>(options: Option<T>[], isKnown: (value: T) => boolean): Option<T>[] {
  return options.map((option) =>
    isKnown(option.value)
      ? {
          ...option,
          score: option.score + PREFERENCE,
          confidence: option.confidence === 'unsure' ? 'likely' : 'sure',
          why: [...option.why, why('known')],
        }
      : option,
  );
}
