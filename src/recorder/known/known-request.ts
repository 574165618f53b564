import type { RecordingTemplate } from '../../plugin-host/index.ts';
import { leavesOf } from '../find/leaves.ts';
import { plainName } from '../find/plan-words.ts';
import { requestLeaves } from '../find/request-leaves.ts';
import type { Call } from '../recording.ts';

/** What is known to be sent with the list: by the plain name of the value, what stands there in a descriptor's words. */
export type KnownRequest = ReadonlyMap<string, string>;

export function knownRequest({ known }: RecordingTemplate): KnownRequest {
  const { query = {}, headers = {}, body } = known.list?.step ?? {};
  const form = body && 'form' in body ? body.form : {};
  const json = body && 'json' in body ? leavesOf(body.json).map(({ path, text }) => [path, text]) : [];
  const all = [...Object.entries(query), ...Object.entries(headers), ...Object.entries(form), ...json];
  return new Map(all.map(([name = '', text = '']) => [plainName(name), text]));
}

/** How many of the known names a request has. */
export function namesIn(known: KnownRequest, call: Call): number {
  const names = new Set(requestLeaves(call).map(({ name, inner }) => plainName(inner ?? name)));
  return [...known.keys()].filter((name) => names.has(name)).length;
}
