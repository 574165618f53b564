import { DAY, MINUTE } from '../../shared/clock.ts';
import type { KnownPayment, ListCall } from './list-call.ts';
import { NAMES } from './names.ts';
import type { Option, Why } from './point.ts';
import { why } from './point.ts';
import { type RequestLeaf, requestLeaves } from './request-leaves.ts';
import { isDayForm, readClock, readTime } from './values.ts';
import { CHINA, zoneMs } from './zone.ts';

/** One end of the asked stretch: which values of the request say it, each in its form. */
export type WindowEnd = { leaf: string; form: string }[];

export interface WindowField {
  from: WindowEnd;
  /** Null: the request only says where the list begins. */
  to: WindowEnd | null;
  zone: string;
  /** The longest stretch that was seen, ms. */
  spanMs: number;
  /** True: the recorded end lay after the call. */
  ahead: boolean;
  /** One value that holds both ends, with what stands between them. */
  joined: { leaf: string; between: string } | null;
}

interface Moment {
  end: WindowEnd;
  name: string;
  /** UTC ms. */
  at: number;
  form: string;
  joined?: { leaf: string; between: string };
}

/** Names of a moment that only keeps answers out of caches. */
const NOW = /^(?:_|t|_t|ts|time|timestamp|r|rnd|nocache|v)$/i;

/** Values of the list's request that bracket the known payment: the stretch of time that it asks for. */
export function windowOptions(
  { shown }: ListCall,
  known: KnownPayment,
  zone: string = CHINA,
): Option<WindowField>[] {
  const leaves = requestLeaves(shown).filter(({ place }) => place !== 'header' && place !== 'path');
  const moments = momentsOf(leaves, zone);
  const options: Option<WindowField>[] = [];
  for (const from of moments) {
    for (const to of moments) {
      if (from === to || from.form !== to.form || overlaps(from, to)) continue;
      const end = isDayForm(to.form) ? to.at + DAY : to.at;
      // What is asked is told with seconds at best; what the owner knows perhaps only to the minute.
      if (from.at > known.at + MINUTE || end < known.at - MINUTE || from.at >= end) continue;
      options.push(optionOf(from, to, end, { zone, calledAt: shown.startedAt }));
    }
    if (
      NAMES.begins.test(from.name) &&
      !NAMES.ends.test(from.name) &&
      from.at <= known.at &&
      from.joined === undefined
    )
      options.push(beginOnly(from, zone, shown.startedAt ?? known.at));
  }
  return options;
}

function optionOf(
  from: Moment,
  to: Moment,
  end: number,
  { zone, calledAt }: { zone: string; calledAt: number | null },
): Option<WindowField> {
  const reasons: Why[] = [why('brackets')];
  let score = 30;
  if (NAMES.begins.test(from.name)) score += 15;
  if (NAMES.ends.test(to.name)) score += 15;
  if (NAMES.ends.test(from.name) && !NAMES.begins.test(from.name)) score -= 20;
  if (NAMES.begins.test(to.name) && !NAMES.ends.test(to.name)) score -= 20;
  if (NOW.test(from.name) || NOW.test(to.name)) score -= 25;
  if (from.end.length > 1) {
    score += 10;
    reasons.push(why('pair'));
  }
  if (from.joined) score += 20;
  const ends = [from, to].map(({ name }) => name).join(' … ');
  reasons.push(why('named', { name: ends }));
  return {
    id: ends,
    value: {
      ...{ from: from.end, to: to.end, zone, spanMs: end - from.at },
      ahead: calledAt !== null && end > calledAt,
      joined: from.joined ?? null,
    },
    score,
    confidence: score >= 55 ? 'sure' : score >= 30 ? 'likely' : 'unsure',
    why: reasons,
  };
}

function beginOnly(from: Moment, zone: string, calledAt: number): Option<WindowField> {
  return {
    id: from.name,
    value: {
      from: from.end,
      to: null,
      zone,
      spanMs: Math.max(0, calledAt - from.at),
      ahead: false,
      joined: null,
    },
    score: 20,
    confidence: 'unsure',
    why: [why('named', { name: from.name })],
  };
}

/** True where both would need the same value of the request. */
function overlaps(from: Moment, to: Moment): boolean {
  if (from.joined) return from.joined !== to.joined || from.end[0] === to.end[0];
  return to.joined !== undefined || from.end.some(({ leaf }) => to.end.some((other) => other.leaf === leaf));
}

function momentsOf(leaves: readonly RequestLeaf[], zone: string): Moment[] {
  const single = leaves.flatMap((leaf): Moment[] => {
    const read = readTime(leaf.text);
    if (!read || read.form === 'iso') return [];
    const at = read.isLocal ? read.at - zoneMs(zone) : read.at;
    return [{ end: [{ leaf: leaf.id, form: read.form }], name: nameOf(leaf), at, form: read.form }];
  });
  return [...pairsOf(single, leaves), ...single, ...leaves.flatMap((leaf) => bothIn(leaf, zone))];
}

function nameOf({ inner, name }: RequestLeaf): string {
  return inner ?? name;
}

/** A day and a time of day whose names belong together: `beginDate` and `beginTime`, `date1` and `time1`. */
function pairsOf(single: readonly Moment[], leaves: readonly RequestLeaf[]): Moment[] {
  const days = single.filter(({ form }) => isDayForm(form));
  const clocks = leaves.flatMap((leaf) => {
    const read = readClock(leaf.text);
    return read ? [{ leaf, ...read }] : [];
  });
  return days.flatMap((day, place) => {
    const stem = stemOf(day.name);
    const clock =
      clocks.find(({ leaf }) => stemOf(nameOf(leaf)) === stem) ??
      (clocks.length === days.length ? clocks[place] : undefined);
    if (!clock) return [];
    return [
      {
        end: [...day.end, { leaf: clock.leaf.id, form: clock.form }],
        name: `${day.name} + ${nameOf(clock.leaf)}`,
        at: day.at + clock.ms,
        form: `${day.form} ${clock.form}`,
      },
    ];
  });
}

function stemOf(name: string): string {
  return name.toLowerCase().replace(/date|time|day|hour|clock|[\W_]/g, '');
}

const SEPARATORS = [' - ', ' ~ ', '~', ',', ' to ', '|', ';'] as const;

/** Both ends in one value: "2026-11-28 00:00:00 - 2026-11-28 23:59:59". */
function bothIn(leaf: RequestLeaf, zone: string): Moment[] {
  for (const between of SEPARATORS) {
    const parts = leaf.text.split(between);
    if (parts.length !== 2) continue;
    const read = parts.map(readTime);
    const [from, to] = read;
    if (!from || !to || from.form !== to.form || from.form === 'iso') continue;
    const joined = { leaf: leaf.id, between };
    return [from, to].map(({ at, form, isLocal }) => ({
      end: [{ leaf: leaf.id, form }],
      name: nameOf(leaf),
      at: isLocal ? at - zoneMs(zone) : at,
      ...{ form, joined },
    }));
  }
  return [];
}
