import { isRecord, readJson } from '../read/json.ts';
import type { Call } from '../recording.ts';
import { leavesOf } from './leaves.ts';

/** Where in a request a value stands. */
export type Place = 'path' | 'query' | 'header' | 'form' | 'json' | 'text';

/** One value of a request. `inner`: it stands in a JSON text that is the value of `name`. */
export interface RequestLeaf {
  /** Names it among all of its request: `query:page`, `form:content>page`. */
  id: string;
  place: Place;
  name: string;
  inner: string | null;
  text: string;
  isNumber: boolean;
}

/** What every browser says by itself, or what the connection says. */
const USUAL =
  /^(?:host|connection|content-length|content-type|accept|accept-.*|user-agent|referer|origin|sec-.*|cache-control|pragma|priority|dnt|upgrade-insecure-requests|if-.*|te|transfer-encoding|x-requested-with|cookie|save-data|range|expect|proxy-.*|keep-alive|upgrade)$/;

/** True for a header that says something of this call alone. */
export function isOwnHeader(name: string): boolean {
  return !USUAL.test(name);
}

/** All values of a request that could be more than a constant, in the order in which they stand. */
export function requestLeaves(call: Pick<Call, 'url' | 'query' | 'headers' | 'body'>): RequestLeaf[] {
  const leaves: RequestLeaf[] = [];
  const add = (place: Place, name: string, text: string, isNumber = false) => {
    const id = `${place}:${name}`;
    if (leaves.some((leaf) => leaf.id === id)) return;
    const json = embeddedJson(text);
    if (json === null) {
      leaves.push({ id, place, name, inner: null, text, isNumber });
      return;
    }
    for (const leaf of leavesOf(json)) {
      leaves.push({
        ...{ id: `${id}>${leaf.path}`, place, name, inner: leaf.path },
        ...{ text: leaf.text, isNumber: leaf.isNumber },
      });
    }
  };
  for (const [at, piece] of segmentsOf(call.url).entries()) {
    if (/\d/.test(piece) && piece.length >= 4) add('path', String(at), piece);
  }
  for (const { name, value } of call.query) add('query', name, value);
  for (const { name, value } of call.headers) if (isOwnHeader(name)) add('header', name, value);
  const { body } = call;
  if (body?.kind === 'form') for (const { name, value } of body.fields) add('form', name, value);
  if (body?.kind === 'text') add('text', '', body.text);
  if (body?.kind === 'json') {
    for (const { path, text, isNumber } of leavesOf(body.value)) add('json', path, text, isNumber);
  }
  return leaves;
}

/** The pieces of an address's path, decoded where they can be. */
export function segmentsOf(url: URL): string[] {
  return url.pathname.split('/').map((piece) => {
    try {
      return decodeURIComponent(piece);
    } catch {
      return piece;
    }
  });
}

/** A value that is itself a JSON object, printed compactly: only such a one can be printed the same way again. */
export function embeddedJson(text: string): Record<string, unknown> | null {
  if (!text.startsWith('{') || !text.endsWith('}')) return null;
  const value = readJson(text);
  return isRecord(value) && JSON.stringify(value) === text ? value : null;
}
