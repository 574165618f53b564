import type { PayType } from '../shared/pay-type.ts';
import { saying, wordsOf } from '../shared/saying.ts';
import type { Analysis } from './analyse.ts';
import { type Condition, okOfStep, redirectOf } from './find/conditions.ts';
import type { Row } from './find/leaves.ts';
import type { PagingField } from './find/paging.ts';
import type { Let, Plan, Step } from './find/plan-types.ts';
import { escaped } from './find/plan-words.ts';
import { embeddedJson, isOwnHeader, segmentsOf } from './find/request-leaves.ts';
import { isRecord } from './read/json.ts';
import type { Call, Pair } from './recording.ts';

/** What the owner says of the platform, beside what was found. */
export interface Named {
  id: string;
  revision: number;
  /** As he calls it. */
  name: string;
  site: string;
  origins: readonly string[];
  /** What each value of the pay type's field means; a value that isn't here is not read. */
  payTypes: Readonly<Record<string, PayType>>;
  /** Where no field tells it. */
  onlyPayType: PayType;
}

const KEPT_HEADERS = /^(?:accept|x-requested-with|referer|origin|user-agent|content-type)$/;

/** A platform's descriptor as plain data, made of what was found: docs/reference/descriptors.md, section 4. */
export function compose(analysis: Analysis & { plan: Plan }, named: Named): Record<string, unknown> {
  const { plan, points, ok, gone } = analysis;
  const { list, window, paging } = points;
  const call = list.chosen?.value;
  if (!call) throw new Error('there is no list');
  const isHanded = plan.login.length === 0;
  const payTypes = points.payType.chosen ? [...new Set(Object.values(named.payTypes))] : [named.onlyPayType];
  const words = { zh: named.name, en: named.name };
  const listStep = writeStep(plan.list, ok);
  return {
    descriptor: 1,
    ...{ id: named.id, revision: named.revision, name: words, site: named.site, origins: named.origins },
    payTypes,
    settings: settingsOf(plan, isHanded),
    login: {
      kind: isHanded ? 'handed-over' : plan.challenge ? 'captcha-picture' : 'password',
      steps: plan.login.map((step) =>
        writeStep(step, okOfStep(step.call, call.calls, [...step.keep.values()])),
      ),
      ...(plan.challenge && {
        challenge: {
          step: plan.challenge.step,
          picture: plan.challenge.path === null ? { body: true } : { json: plan.challenge.path },
          ttlS: 120,
        },
      }),
      session: {
        keep: isHanded ? plan.handed.map(({ key }) => key) : plan.session,
        cookies: plan.cookies,
      },
      ...(isHanded && { handOver: handOverOf(plan) }),
    },
    list: {
      ...(plan.before.length > 0 && {
        before: plan.before.map((step) =>
          writeStep(step, okOfStep(step.call, call.calls, [...step.keep.values()])),
        ),
      }),
      step: listStep,
      window: {
        zone: points.time.chosen?.value.zone ?? '+08:00',
        overlapS: 120,
        maxS: spanOf(window.chosen?.value.spanMs ?? 0),
        aheadS: window.chosen?.value.ahead ? 60 : 0,
      },
      pages: pagesOf(paging.chosen?.value ?? null, call.lists),
      rows: call.rows,
      ...onlyOf(analysis),
      map: mapOf(analysis, named),
    },
    sessionGone: gone,
    facts: factsOf(analysis, named),
  };
}

/** At least half an hour; what was asked in the recording is known to be granted. */
function spanOf(spanMs: number): number {
  return Math.min(31 * 86_400, Math.max(1_800, Math.floor(spanMs / 1_000)));
}

function settingsOf({ constants }: Plan, isHanded: boolean): object[] {
  const own = [
    {
      key: 'username',
      type: 'text',
      label: wordsOf(saying('recorder.label.username')),
      ...(isHanded && { optional: true }),
    },
    ...(isHanded
      ? []
      : [{ key: 'password', type: 'secret', label: wordsOf(saying('recorder.label.password')) }]),
  ];
  return [
    ...own,
    ...constants.map(({ key, label }) => ({
      key,
      type: 'secret',
      label: wordsOf(saying('recorder.label.constant', { name: label.slice(0, 30) })),
      help: wordsOf(saying('recorder.label.constantHelp')),
    })),
  ];
}

function handOverOf({ handed, cookies }: Plan): object[] {
  const keys = handed.map(({ key, label }) => ({
    ...{ key, type: 'secret' },
    label: wordsOf(saying('recorder.label.handed', { name: label.slice(0, 30) })),
  }));
  return [...keys, ...(cookies || keys.length === 0 ? [{ cookies: true }] : [])];
}

function pagesOf(paging: PagingField | null, lists: readonly (readonly Row[])[]): object {
  if (paging === null) {
    const most = Math.max(...lists.map((list) => list.length));
    const isLimit = most >= 10 && most % 5 === 0 && lists.filter((list) => list.length === most).length > 1;
    // As many again and again, and a round number: so many it gives, and no more.
    return isLimit ? { by: 'none', size: most } : { by: 'none' };
  }
  const until = paging.total === null ? 'short' : { total: paging.total };
  const shared = { size: paging.size, max: 50 };
  if (paging.by === 'cursor') return { by: 'cursor', ...shared, until, next: paging.next };
  return { by: paging.by, first: paging.first, ...shared, until };
}

function onlyOf({ points }: Analysis): { only?: object[] } {
  const only = [points.status, points.kind].flatMap(({ chosen }) => {
    const [own] = chosen?.value.values ?? [];
    return chosen && own !== undefined ? [{ path: chosen.value.path, in: [escaped(own)] }] : [];
  });
  return only.length > 0 ? { only } : {};
}

function mapOf({ points }: Analysis, named: Named): object {
  const { number, amount, time, payType, terminal, reference } = points;
  if (!number.chosen || !amount.chosen || !time.chosen) throw new Error('something is missing');
  const { paths, form } = time.chosen.value;
  const { path, unit, strip } = amount.chosen.value;
  return {
    externalId:
      'join' in number.chosen.value
        ? { join: number.chosen.value.join, with: '-' }
        : { path: number.chosen.value.path },
    amount: { path, unit, ...(strip !== '' && { strip }) },
    paidAt: { ...(paths.length === 1 ? { path: paths[0] } : { join: paths, with: ' ' }), as: form },
    payType: payType.chosen
      ? { path: payType.chosen.value.path, map: named.payTypes }
      : { value: named.onlyPayType },
    ...(terminal.chosen && { terminal: { path: terminal.chosen.value.path } }),
    ...(reference.chosen && { reference: { path: reference.chosen.value.path } }),
  };
}

function factsOf({ points, plan }: Analysis, { payTypes }: Named): object[] {
  const seen = (
    key: 'login' | 'list' | 'payTypes' | 'gone' | 'window' | 'handed' | 'onePage',
    rests: 'seen' | 'inferred' | 'unknown',
  ) => ({
    ...{ fact: wordsOf(saying(`recorder.fact.${key}`)), rests },
  });
  return [
    seen('list', 'seen'),
    (plan?.login.length ?? 0) > 0 ? seen('login', 'seen') : seen('handed', 'seen'),
    ...(Object.keys(payTypes).length > 0 ? [seen('payTypes', 'seen')] : []),
    seen('window', points.window.chosen ? 'seen' : 'unknown'),
    ...(points.paging.chosen ? [] : [seen('onePage', 'unknown')]),
    seen('gone', 'inferred'),
  ];
}

/** A step as the descriptor writes it. */
function writeStep({ name, call, templates, lets, keep }: Step, ok: Condition[]): object {
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
