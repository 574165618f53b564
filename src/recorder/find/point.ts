/** How sure we are of what was found. */
export type Confidence = 'sure' | 'likely' | 'unsure';

/** What an option rests on: a code of the closed list (texts `recorder.why.<code>`) with what it names. */
export type WhyCode =
  | 'holdsKnown'
  | 'again'
  | 'rows'
  | 'named'
  | 'allRead'
  | 'unique'
  | 'sameInBoth'
  | 'notRepeated'
  | 'nearest'
  | 'fewValues'
  | 'knownHas'
  | 'saysPaid'
  | 'brackets'
  | 'pair'
  | 'grows'
  | 'usualName'
  | 'nextOfAnswer'
  | 'zoneByKnown'
  | 'noSeconds'
  | 'hasLogin'
  | 'hasPassword'
  | 'onlyOneRow'
  | 'beforeDiscount'
  | 'known'
  | 'knownRequest';

export interface Why {
  code: WhyCode;
  with?: Readonly<Record<string, string | number>>;
}

export function why(code: WhyCode, values?: Why['with']): Why {
  return values ? { code, with: values } : { code };
}

/** One answer to a question that the recording leaves open. */
export interface Option<T> {
  /** Names it in the form: stable for one recording. */
  id: string;
  value: T;
  score: number;
  confidence: Confidence;
  why: Why[];
}

/** A question with its answers, the best first; null is chosen where none is good enough, or the owner wants none. */
export interface Point<T> {
  chosen: Option<T> | null;
  options: Option<T>[];
}

/** What the owner chose instead; '' is "none". */
export type Choices = Readonly<Partial<Record<PointName, string>>>;

export const POINT_NAMES = [
  ...(['list', 'amount', 'number', 'time', 'status', 'kind', 'payType', 'terminal', 'reference'] as const),
  ...(['window', 'paging', 'login'] as const),
] as const;
export type PointName = (typeof POINT_NAMES)[number];

/**
 * The options in order, and the one that holds: the owner's, or the best where it is good enough. An id that isn't there
 * any more is as none.
 */
export function decide<T>(
  options: Option<T>[],
  { wish, least = 0 }: { wish?: string | undefined; least?: number } = {},
): Point<T> {
  const sorted = [...options].sort((one, other) => other.score - one.score).slice(0, 30);
  const wished = sorted.find(({ id }) => id === wish);
  if (wish === '') return { chosen: null, options: sorted };
  const [best] = sorted;
  return { chosen: wished ?? (best && best.score >= least ? best : null), options: sorted };
}
