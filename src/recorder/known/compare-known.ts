import { GAPS, type Gap, type RecordingTemplate } from '../../plugin-host/index.ts';
import type { Analysis } from '../analyse.ts';
import { shownPath } from '../skeleton.ts';
import { knownRequest, namesIn } from './known-request.ts';

/** One part of a platform: what was publicly known of it, and what the recording shows. Names and paths, no values. */
export interface Compared {
  part: Gap | 'request';
  /** Null: nothing was known. */
  known: string | null;
  /** Null: the recording doesn't show it. */
  found: string | null;
  /** 'unseen': known, and neither confirmed nor denied. */
  state: 'agrees' | 'differs' | 'found' | 'missing' | 'unseen';
}

/** What was known and what was found, part by part, in the order of the descriptor. */
export function compareKnown(
  template: RecordingTemplate,
  analysis: Analysis,
  { origins, secrets }: { origins: readonly string[]; secrets: ReadonlySet<string> },
): Compared[] {
  const known = knownParts(template);
  const found = foundParts(analysis, origins, secrets);
  const parts = GAPS.map((part) => compared(part, known[part] ?? null, found[part] ?? null));
  const request = requestOf(template, analysis);
  return request ? [request, ...parts] : parts;
}

function compared(part: Compared['part'], known: string | null, found: string | null): Compared {
  const state = known === null ? (found === null ? 'missing' : 'found') : found === null ? 'unseen' : null;
  return { part, known, found, state: state ?? (isSame(part, known, found) ? 'agrees' : 'differs') };
}

/** A recording may call more hosts than the one that is known. */
function isSame(part: Compared['part'], known: string | null, found: string | null): boolean {
  if (part !== 'origins') return known === found;
  const all = (found ?? '').split(' ');
  return (known ?? '').split(' ').every((one) => all.includes(one));
}

/** How many of the known names the list's request has. */
function requestOf(template: RecordingTemplate, { points }: Analysis): Compared | null {
  const request = knownRequest(template);
  if (request.size === 0) return null;
  const shown = points.list.chosen?.value.shown;
  const count = shown ? namesIn(request, shown) : 0;
  return {
    part: 'request',
    known: String(request.size),
    found: count === 0 ? null : String(count),
    state: count === request.size ? 'agrees' : count * 2 >= request.size ? 'found' : 'differs',
  };
}

type Parts = Partial<Record<Gap, string | null>>;

function knownParts({ known }: RecordingTemplate): Parts {
  const { login, list, origins, sessionGone } = known;
  const { step, map, rows, pages, window } = list ?? {};
  return {
    origins: origins?.join(' ') ?? null,
    login: login?.kind ?? null,
    session: login?.session ? sessionText(login.session.keep, login.session.cookies) : null,
    'list.address': step?.url && step.method ? `${step.method} ${new URL(step.url).pathname}` : null,
    'list.window': window?.zone ?? null,
    'list.pages': pages?.by ?? null,
    'list.ok': step?.ok ? conditionText(step.ok) : null,
    'list.rows': rows ? rowsText(rows) : null,
    'map.externalId': map?.externalId ? pathText(map.externalId) : null,
    'map.amount': map?.amount ? `${map.amount.path} (${map.amount.unit})` : null,
    'map.paidAt': map?.paidAt ? pathText(map.paidAt) : null,
    'map.payType': map?.payType && 'path' in map.payType ? map.payType.path : null,
    sessionGone: sessionGone ? conditionText(sessionGone) : null,
  };
}

function foundParts(
  { points, plan, ok, gone }: Analysis,
  origins: readonly string[],
  secrets: ReadonlySet<string>,
): Parts {
  const list = points.list.chosen?.value;
  if (!list || !plan) return {};
  const isHanded = plan.login.length === 0;
  const kept = isHanded ? plan.handed.map(({ key }) => key) : plan.session;
  const { amount, number, time, payType } = points;
  // 401 is taken for granted everywhere: it was not found.
  const ends = gone.filter((one) => !('status' in one) || String(one.status) !== '401');
  return {
    origins: origins.join(' '),
    login: isHanded ? 'handed-over' : plan.challenge ? 'captcha-picture' : 'password',
    session: kept.length > 0 || plan.cookies ? sessionText(kept, plan.cookies) : null,
    'list.address': `${list.shown.method} ${shownPath(list.shown.url, secrets)}`,
    'list.window': points.window.chosen?.value.zone ?? null,
    'list.pages': points.paging.chosen?.value.by ?? null,
    'list.ok': conditionText(ok),
    'list.rows': rowsText(list.rows),
    'map.externalId': number.chosen ? pathText(number.chosen.value) : null,
    'map.amount': amount.chosen ? `${amount.chosen.value.path} (${amount.chosen.value.unit})` : null,
    'map.paidAt': time.chosen ? time.chosen.value.paths.join(' + ') : null,
    'map.payType': payType.chosen?.value.path ?? null,
    sessionGone: ends.length > 0 ? conditionText(ends) : null,
  };
}

function sessionText(keep: readonly string[], cookies: boolean): string {
  return [...keep, ...(cookies ? ['Cookie'] : [])].join(' + ');
}

function pathText(from: { path: string } | { join: string[] }): string {
  return 'path' in from ? from.path : from.join.join(' + ');
}

function rowsText(rows: { json: string } | { table: string }): string {
  return 'json' in rows ? rows.json : rows.table;
}

function conditionText(conditions: readonly object[]): string {
  return conditions
    .map((one) => {
      const { json, in: values, status, redirectTo, html, contains } = one as Record<string, unknown>;
      if (json !== undefined) return values ? `${json} = ${values}` : String(json);
      return String(status ?? redirectTo ?? html ?? contains ?? '');
    })
    .join(' / ');
}
