import type { Words } from '../plugin-api/index.ts';
import type { RecordingTemplate } from '../plugin-host/index.ts';
import type { PayType } from '../shared/pay-type.ts';
import { saying, wordsOf } from '../shared/saying.ts';
import type { Analysis } from './analyse.ts';
import { okOfStep } from './find/conditions.ts';
import type { Row } from './find/leaves.ts';
import type { PagingField } from './find/paging.ts';
import type { Plan } from './find/plan-types.ts';
import { escaped } from './find/plan-words.ts';
import type { Call } from './recording.ts';
import { writeStep } from './write-step.ts';

/** What the owner says of the platform, beside what was found. */
export interface Named {
  id: string;
  revision: number;
  /** As he calls it, or as it is known. */
  words: Words;
  site: string;
  origins: readonly string[];
  /** What each value of the pay type's field means; a value that isn't here is not read. */
  payTypes: Readonly<Record<string, PayType>>;
  /** Where no field tells it. */
  onlyPayType: PayType;
  /** What is publicly known of it: what no recording shows is taken from there. */
  template: RecordingTemplate | null;
}

/** A platform's descriptor as plain data, made of what was found: docs/reference/descriptors.md, section 4. */
export function compose(analysis: Analysis & { plan: Plan }, named: Named): Record<string, unknown> {
  const { plan, points, ok, gone } = analysis;
  const { list, window, paging } = points;
  const call = list.chosen?.value;
  if (!call) throw new Error('there is no list');
  const isHanded = plan.login.length === 0;
  const payTypes = points.payType.chosen ? [...new Set(Object.values(named.payTypes))] : [named.onlyPayType];
  const publicly = named.template?.known;
  const kind = isHanded ? 'handed-over' : plan.challenge ? 'captcha-picture' : 'password';
  const listStep = writeStep(plan.list, ok);
  const stepCalls = [...plan.login, ...plan.before].map((step) => step.call);
  return {
    descriptor: 1,
    ...{
      id: named.id,
      revision: named.revision,
      name: named.words,
      site: named.site,
      origins: named.origins,
    },
    payTypes,
    settings: settingsOf(plan, isHanded),
    login: {
      kind,
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
        cookies: plan.cookies || (!isHanded && !showsCookies([...stepCalls, ...call.calls])),
        ...(publicly?.login?.session?.expires && { expires: publicly.login.session.expires }),
      },
      ...(kind !== 'password' && publicly?.login?.keepAlive && { keepAlive: publicly.login.keepAlive }),
      ...(isHanded && { handOver: handOverOf(plan, named.template) }),
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
    sessionGone: [...gone, ...(publicly?.sessionGone ?? [])].slice(0, 10),
    ...refusedOf(analysis, named.template),
    ...(publicly?.polite && { polite: publicly.polite }),
    facts: factsOf(analysis, named),
  };
}

function refusedOf({ refused }: Analysis, template: RecordingTemplate | null): { refused?: object[] } {
  const all = [...refused, ...(template?.known.refused ?? [])].slice(0, 20);
  return all.length > 0 ? { refused: all } : {};
}

/** False for calls that were pasted: there may be some that the platform knows its session by. */
function showsCookies(calls: readonly Call[]): boolean {
  return calls.some(({ cookies, setCookies }) => cookies.length > 0 || setCookies.length > 0);
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

function handOverOf({ handed, cookies }: Plan, template: RecordingTemplate | null): object[] {
  const known = template?.known.login?.handOver ?? [];
  const keys = handed.map(({ key, label }) => ({
    ...{ key, type: 'secret' },
    label:
      known.flatMap((one) => ('key' in one && one.key === key ? [one.label] : []))[0] ??
      wordsOf(saying('recorder.label.handed', { name: label.slice(0, 30) })),
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

function factsOf({ points, plan, refused }: Analysis, { payTypes, template }: Named): object[] {
  const seen = (
    key: 'login' | 'list' | 'payTypes' | 'gone' | 'window' | 'handed' | 'onePage' | 'refused',
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
    ...((plan?.login.length ?? 0) > 0 ? [seen('refused', refused.length > 0 ? 'seen' : 'inferred')] : []),
    // What was only guessed of it stands in the recording now, or was wrong.
    ...(template?.facts ?? []).filter(({ rests }) => rests === 'seen'),
  ];
}
