import type { Analysis } from './analyse.ts';
import type { Row } from './find/leaves.ts';
import { requestLeaves } from './find/request-leaves.ts';
import { looksLikeToken } from './find/values.ts';
import type { Recording } from './recording.ts';
import { isPersonal } from './secrets.ts';

const SHOWN = 3;

/** A text of a row as it may be shown: amounts, times and words as they are, numbers shortened, names of people not at all. */
export function shortened(text: string, secrets: ReadonlySet<string>): string {
  if (/^1[3-9]\d{9}$/.test(text)) return `${text.slice(0, 3)}****${text.slice(-2)}`;
  if (text.includes('@') && isPersonal(text)) return '***';
  const isLong = text.length > 12 && /^[\w-]+$/.test(text) && !/^1\d{12}$|^20\d{12}$/.test(text);
  if (isLong || looksLikeToken(text)) return `${text.slice(0, 4)}…${text.slice(-4)}`;
  if (secrets.has(text) && !isLong) return `${text.slice(0, 1)}***`;
  return text.slice(0, 60);
}

/** Rows as they may be shown: the known one first, then its neighbours. */
export function sampleRows(
  list: readonly Row[],
  known: number,
  secrets: ReadonlySet<string>,
): { row: Record<string, string>; isKnown: boolean }[] {
  const places = [known, ...list.keys()]
    .filter((place, at, all) => all.indexOf(place) === at)
    .slice(0, SHOWN);
  return places.map((place) => ({
    isKnown: place === known,
    row: Object.fromEntries(
      Object.entries(list[place] ?? {}).map(([path, text]) => [path, shortened(text, secrets)]),
    ),
  }));
}

/**
 * The recording without any value: method, path, names and types of what is sent, and three rows with shortened numbers. For
 * whoever helps where nothing can be made of it, and to find the same things again later.
 */
export function skeletonOf(
  { plan, points }: Analysis,
  { calls }: Pick<Recording, 'calls'>,
  secrets: ReadonlySet<string>,
): object {
  const steps = plan ? [...plan.login, ...plan.before, plan.list] : [];
  const templates = new Map(steps.map((step) => [step.call, step.templates] as const));
  const list = points.list.chosen?.value;
  return {
    calls: (plan ? steps.map(({ call }) => call) : calls.slice(0, 50)).map((call) => ({
      method: call.method,
      path: `${call.url.origin}${shownPath(call.url, secrets)}`,
      status: call.status,
      answer: call.answer?.kind ?? null,
      sends: requestLeaves(call).map(({ id, text, isNumber }) => ({
        id,
        type: isNumber ? 'number' : /^\d+$/.test(text) ? 'digits' : 'text',
        from: placesIn(templates.get(call)?.get(id)),
      })),
    })),
    rows: list ? sampleRows(list.list, list.known, secrets).map(({ row }) => row) : [],
  };
}

/** The path of an address with a star for each piece that may be a value of somebody. */
export function shownPath({ pathname }: Pick<URL, 'pathname'>, secrets: ReadonlySet<string>): string {
  const isValue = (piece: string) => secrets.has(piece) || looksLikeToken(piece) || isPersonal(piece);
  return pathname
    .split('/')
    .map((piece) => (isValue(piece) ? '*' : piece))
    .join('/');
}

/** The names in a template, without the texts around them. */
function placesIn(template: string | undefined): string[] {
  return template?.match(/\{[^{}]+\}/g) ?? [];
}
