import type { RecordingTemplate } from '../plugin-host/index.ts';
import { type Condition, goneConditions, okOfList, refusedConditions } from './find/conditions.ts';
import {
  type AmountField,
  amountOptions,
  type NumberField,
  numberOptions,
  type TimeField,
  timeOptions,
} from './find/fields.ts';
import {
  kindOptions,
  type LabelField,
  payTypeOptions,
  referenceOptions,
  statusOptions,
  terminalOptions,
} from './find/labels.ts';
import { type KnownPayment, type ListCall, listCalls } from './find/list-call.ts';
import { type LoginCall, loginCalls, type Typed } from './find/login-call.ts';
import { type PagingField, pagingOptions } from './find/paging.ts';
import { planCalls } from './find/plan.ts';
import type { Plan } from './find/plan-types.ts';
import { type Choices, decide, type Point } from './find/point.ts';
import { ToldValues } from './find/sources.ts';
import { type WindowField, windowOptions } from './find/window.ts';
import { CHINA } from './find/zone.ts';
import { KnownPlatform } from './known/prefer-known.ts';
import { diagnose, type Obstacle } from './obstacles.ts';
import type { Call, Recording } from './recording.ts';

export interface Points {
  list: Point<ListCall>;
  amount: Point<AmountField>;
  number: Point<NumberField>;
  time: Point<TimeField>;
  status: Point<LabelField>;
  kind: Point<LabelField>;
  payType: Point<LabelField>;
  terminal: Point<LabelField>;
  reference: Point<{ path: string }>;
  window: Point<WindowField>;
  paging: Point<PagingField>;
  login: Point<LoginCall>;
}

/** All that was found in a recording, with what stands in the way. */
export interface Analysis {
  points: Points;
  /** Null where there is no list. */
  plan: Plan | null;
  ok: Condition[];
  gone: Condition[];
  /** How a login with a wrong password was refused, where that was recorded. */
  refused: { json: string; in: string[] }[];
  obstacles: Obstacle[];
}

/**
 * Finds in a recording how one logs in and asks for payments, by the one payment that the owner knows and what he
 * corrected. Pure: the same recording gives the same answer.
 */
export function analyse(
  recording: Recording,
  {
    known,
    typed,
    choices = {},
    gone = [],
    template = null,
    allowPrivate = false,
  }: {
    known: KnownPayment;
    typed: Typed;
    choices?: Choices;
    /** What the platform answered to somebody without a session. */
    gone?: readonly Call[];
    /** What is publicly known of the platform. */
    template?: RecordingTemplate | null;
    allowPrivate?: boolean;
  },
): Analysis {
  const { calls } = recording;
  const publicly = new KnownPlatform(template);
  const list = decide(publicly.lists(listCalls(calls, known)), { wish: choices.list });
  const call = list.chosen?.value ?? null;
  const told = new ToldValues(calls);
  const untilList = {
    ...recording,
    calls: calls.filter(({ at }) => at < (call?.shown.at ?? Number.POSITIVE_INFINITY)),
  };
  const login = decide(loginCalls(untilList, typed, told), {
    wish: choices.login ?? (publicly.isHandedOver ? '' : undefined),
  });
  const fields = fieldsOf(call, known, choices, publicly);
  const zone = fields.time.chosen?.value.zone ?? CHINA;
  const window = decide(publicly.windows(call ? windowOptions(call, known, zone) : []), {
    wish: choices.window,
    least: 20,
  });
  const paging = decide(publicly.pages(call ? pagingOptions(call) : []), { wish: choices.paging, least: 20 });
  const points: Points = { list, ...fields, window, paging, login };
  const lookAt = (plan: Plan | null) => diagnose({ recording, typed, known, points, plan, allowPrivate });
  if (!call) return { points, plan: null, ok: [], gone: [], refused: [], obstacles: lookAt(null) };

  const input = {
    ...{ list: call, typed, zone, known: publicly.request },
    ...{ window: window.chosen?.value ?? null, paging: paging.chosen?.value ?? null },
  };
  const before = login.chosen?.value ?? null;
  /** Without the login, whose answer nobody hands over. */
  const sinceLogin = ({ call: { at: loggedInAt } }: LoginCall) =>
    planCalls({
      ...{ ...input, login: null },
      recording: { ...recording, calls: calls.filter(({ at }) => at > loggedInAt) },
    });
  const unwanted = before ? null : (login.options[0]?.value ?? null);
  let plan = unwanted ? sinceLogin(unwanted) : planCalls({ ...input, recording, login: before });
  let obstacles = lookAt(plan);
  if (before && obstacles.some(({ left }) => left === 'handOver')) {
    // What we can't do at the login, the owner does in his browser: the session is handed over.
    plan = sinceLogin(before);
    const later = lookAt(plan);
    obstacles = [
      ...obstacles.filter(({ left }) => left === 'handOver'),
      ...later.filter(({ left }) => left !== 'handOver'),
    ];
  }
  const ok = okOfList(call.calls, [...deadOnes(calls, call), ...gone], call.rows);
  const refused = before && plan.login.length > 0 ? refusedConditions(calls, before.call) : [];
  return { points, plan, ok, gone: goneConditions(calls, call.calls, ok, gone), refused, obstacles };
}

function fieldsOf(
  call: ListCall | null,
  known: KnownPayment,
  choices: Choices,
  publicly: KnownPlatform,
): Omit<Points, 'list' | 'window' | 'paging' | 'login'> {
  const none = { chosen: null, options: [] };
  if (!call) {
    return {
      ...{ amount: none, number: none, time: none, status: none, kind: none },
      ...{ payType: none, terminal: none, reference: none },
    };
  }
  const amount = decide(publicly.amounts(amountOptions(call, known)), { wish: choices.amount });
  const time = decide(publicly.times(timeOptions(call, known)), { wish: choices.time });
  const taken = { amount: amount.chosen?.value ?? null, time: time.chosen?.value ?? null };
  const number = decide(publicly.numbers(numberOptions(call, known, taken)), {
    wish: choices.number,
    least: 20,
  });
  const payType = decide(publicly.payTypes(payTypeOptions(call), call), { wish: choices.payType, least: 25 });
  const used = [
    ...(number.chosen && 'path' in number.chosen.value ? [number.chosen.value.path] : []),
    ...(payType.chosen ? [payType.chosen.value.path] : []),
  ];
  const status = decide(
    statusOptions(call).filter(({ value }) => !used.includes(value.path)),
    { wish: choices.status, least: 30 },
  );
  const kind = decide(
    kindOptions(call).filter(
      ({ value }) => !used.includes(value.path) && value.path !== status.chosen?.value.path,
    ),
    { wish: choices.kind, least: 30 },
  );
  const labels = [...used, ...[status, kind].flatMap(({ chosen }) => (chosen ? [chosen.value.path] : []))];
  return {
    ...{ amount, number, time, status, kind, payType },
    terminal: decide(publicly.terminals(terminalOptions(call, labels), call), {
      wish: choices.terminal,
      least: 35,
    }),
    reference: decide(publicly.references(referenceOptions(call, labels)), {
      wish: choices.reference,
      least: 20,
    }),
  };
}

/** Answers of the same call that hold no list: what a dead session was told. */
function deadOnes(calls: Recording['calls'], { shown, calls: good }: ListCall): Recording['calls'] {
  return calls.filter(
    (call) =>
      call.method === shown.method &&
      call.url.origin === shown.url.origin &&
      call.url.pathname === shown.url.pathname &&
      call.answer?.kind === 'json' &&
      !good.includes(call) &&
      call.at < (good[0]?.at ?? 0),
  );
}
