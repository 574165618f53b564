import type { HttpRequest } from '../../plugin-api/index.ts';
import { saying } from '../../shared/saying.ts';
import { CantCompute, MAX_BYTES, operate } from './operations.ts';
import { broken, fillingOf, nothingFor, type Run } from './run.ts';
import type { Body, Let, Step } from './schema-step.ts';
import { type Filling, fill, fillLeaf, NothingToFill, templateOf } from './template.ts';

/**
 * The request of a step, every place filled, what it computes computed. Throws before anything is sent: SessionGone
 * where a value of the session is missing, PlatformError otherwise.
 */
export function buildRequest(run: Run, step: Step): HttpRequest {
  try {
    const texts = new Map(run.texts);
    const filling: Filling = { ...fillingOf(run), texts };
    for (const one of step.let ?? []) texts.set(`let.${one.name}`, compute(one, filling));
    return {
      method: step.method,
      url: addressOf(step, filling),
      headers: headersOf(step, filling),
      ...bodyOf(step.body, filling),
      follow: step.follow ?? 'same-origin',
    };
  } catch (error) {
    if (error instanceof NothingToFill) throw nothingFor(error.placeholder);
    if (error instanceof CantCompute)
      throw broken(saying('descriptor.cantCompute', { operation: error.operation }));
    throw error;
  }
}

function compute(one: Let, filling: Filling): string {
  return operate(startOf(one, filling), one.do ?? [], (source) => fill(source, filling));
}

function startOf(one: Let, filling: Filling): string {
  if ('json' in one) return JSON.stringify(filledJson(one.json, filling));
  if ('from' in one) return fill(one.from, filling);
  const pairs = Object.entries(one.pairs).map(
    ([name, source]) => [name, fill(source, filling, true)] as const,
  );
  return pairs
    .filter(([, value]) => value !== '')
    .sort(([one], [other]) => Buffer.compare(Buffer.from(one), Buffer.from(other)))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** The origin is written out; what is put into the path can't leave its place in it. */
function addressOf({ name, url, query = {} }: Step, filling: Filling): string {
  const written = templateOf(url)
    .map((part) => {
      if (typeof part === 'string') return part;
      const source = part.form === null ? `{${part.name}}` : `{${part.name}:${part.form}}`;
      return encodeURIComponent(fill(source, filling));
    })
    .join('');
  const address = new URL(written);
  const begin = written.indexOf('/', written.indexOf('//') + 2);
  const climbs = /\/\.{1,2}(?:\/|$)/.test(written.slice(begin));
  if (climbs) throw broken(saying('descriptor.cantSend', { place: name }));
  for (const [key, source] of Object.entries(query)) address.searchParams.append(key, fill(source, filling));
  return address.href;
}

function headersOf({ headers = {} }: Step, filling: Filling): Record<string, string> {
  const filled = Object.entries(headers).map(([name, source]): [string, string] => {
    const value = fill(source, filling);
    // A line break would begin another header; nothing beyond latin1 can be sent in one.
    if (/[^\t\x20-\x7e\x80-\xff]/.test(value)) throw broken(saying('descriptor.cantSend', { place: name }));
    return [name, value];
  });
  return Object.fromEntries(filled);
}

function bodyOf(
  body: Body | undefined,
  filling: Filling,
): Pick<HttpRequest, 'form' | 'json' | 'body' | 'headers'> {
  if (body === undefined) return {};
  if ('form' in body) {
    const form = Object.entries(body.form).map(([name, source]) => [name, fill(source, filling)] as const);
    return bounded({ form: Object.fromEntries(form) });
  }
  if ('json' in body) return bounded({ json: filledJson(body.json, filling) });
  return bounded({ body: fill(body.text, filling) });
}

function bounded<T extends object>(sent: T): T {
  if (JSON.stringify(sent).length > 2 * MAX_BYTES) throw new CantCompute('body');
  return sent;
}

function filledJson(content: unknown, filling: Filling): unknown {
  if (typeof content === 'string') return fillLeaf(content, filling);
  if (Array.isArray(content)) return content.map((inner) => filledJson(inner, filling));
  if (typeof content !== 'object' || content === null) return content;
  return Object.fromEntries(
    Object.entries(content).map(([name, inner]) => [name, filledJson(inner, filling)] as const),
  );
}
