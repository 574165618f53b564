import type { Condition } from './find/conditions.ts';
import { redirectOf } from './find/conditions.ts';
import type { Let, Step } from './find/plan-types.ts';
import { escaped } from './find/plan-words.ts';
import { embeddedJson, isOwnHeader, segmentsOf } from './find/request-leaves.ts';
import { isRecord } from './read/json.ts';
import type { Call, Pair } from './recording.ts';

const KEPT_HEADERS = /^(?:accept|x-requested-with|referer|origin|user-agent|content-type)$/;

/** A step as the descriptor writes it. */
export function writeStep({ name, call, templates, lets, keep }: Step, ok: Condition[]): object {
  const query = written(call.query, 'query', templates);
  const headers = written(
    call.headers
      .filter((header) => isOwnHeader(header.name) || KEPT_HEADERS.test(header.name))
      .map(bareHeader),
    'header',
    templates,
  );
  // The connection says it itself where the body is a form or JSON.
  delete headers['content-type'];
  const isRedirect = redirectOf(call) !== null;
  return {
    ...{ name, method: call.method === 'POST' ? 'POST' : 'GET', url: urlOf(call, templates) },
    ...(Object.keys(query).length > 0 && { query }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(lets.length > 0 && { let: lets.map((one) => writeLet(one, call, templates)) }),
    ...bodyOf(call, templates),
    ...(isRedirect && { follow: 'none' }),
    ok: ok.length > 0 ? ok : [{ status: [200] }],
    ...(keep.size > 0 && { keep: Object.fromEntries(keep) }),
  };
}

/** Addresses in headers without what may be a value. */
function bareHeader({ name, value }: Pair): Pair {
  if (name !== 'referer' || !URL.canParse(value)) return { name, value };
  const url = new URL(value);
  return { name, value: `${url.origin}${url.pathname}` };
}

function urlOf({ url }: Call, templates: ReadonlyMap<string, string>): string {
  const path = segmentsOf(url)
    .map((piece, at) => templates.get(`path:${at}`) ?? escaped(encodeURIComponent(piece)))
    .join('/');
  return `${url.origin}${path}`;
}

function written(
  pairs: readonly Pair[],
  place: string,
  templates: ReadonlyMap<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    pairs.map(({ name, value }) => [
      name,
      (templates.get(`${place}:${name}`) ?? escaped(value)).replace(/:number\}$/, '}'),
    ]),
  );
}

function bodyOf(call: Call, templates: ReadonlyMap<string, string>): object {
  const { body } = call;
  if (body === null || call.method !== 'POST') return {};
  if (body.kind === 'form') return { body: { form: written(body.fields, 'form', templates) } };
  if (body.kind === 'json')
    return { body: { json: withTemplates(body.value, '', (path) => templates.get(`json:${path}`)) } };
  const type = /^[\w.+-]+\/[\w.+-]+$/.test(body.type) ? body.type : 'text/plain';
  return { body: { text: templates.get('text:') ?? escaped(body.text), type } };
}

function writeLet(
  { name, from, json, pairs, do: operations }: Let,
  call: Call,
  templates: ReadonlyMap<string, string>,
): object {
  const done = operations.length > 0 ? { do: operations } : {};
  if (json) {
    const place = json.leaf.slice(0, json.leaf.indexOf(':'));
    const field = json.leaf.slice(json.leaf.indexOf(':') + 1);
    const pairsOf = place === 'query' ? call.query : call.body?.kind === 'form' ? call.body.fields : [];
    const value = embeddedJson(pairsOf.find((pair) => pair.name === field)?.value ?? '') ?? {};
    return { name, json: withTemplates(value, '', (path) => templates.get(`${json.leaf}>${path}`)), ...done };
  }
  return pairs ? { name, pairs, ...done } : { name, from: from ?? '', ...done };
}

/** The same JSON with templates in the places that change; every other text as it was. */
function withTemplates(value: unknown, path: string, find: (path: string) => string | undefined): unknown {
  const template = find(path);
  if (template !== undefined && path !== '') return template;
  if (typeof value === 'string') return escaped(value);
  if (Array.isArray(value)) return value.map((one, at) => withTemplates(one, `${path}[${at}]`, find));
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      withTemplates(inner, path === '' ? name : `${path}.${name}`, find),
    ]),
  );
}
