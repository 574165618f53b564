import { MINUTE } from '../../shared/clock.ts';
import type { Call } from '../recording.ts';
import type { LoginCall } from './login-call.ts';
import { NAMES } from './names.ts';
import type { Plan, PlanInput, Step, Traced } from './plan-types.ts';
import {
  escaped,
  isAuthorization,
  isSessionCookie,
  nameIn,
  plainName,
  tryDecode,
  withSalt,
  wordsOf,
} from './plan-words.ts';
import { type RequestLeaf, requestLeaves } from './request-leaves.ts';
import { formOf, type Operation } from './secret-forms.ts';
import { signatureOf } from './signature.ts';
import { type Told, ToldValues } from './sources.ts';
import { looksLikeToken, readTime } from './values.ts';
import { zoneMs } from './zone.ts';

const MOST_LOGIN_STEPS = 6;
const MOST_BEFORE = 2;
/** Between a moment that a request names and the moment at which it was sent. */
const NOW_MS = 3 * MINUTE;
const UUID = /^(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15})$/i;
const DEVICE = /device|finger|client_?id|machine|^did$|^uuid$|imei/i;
type Stage = 'login' | 'before' | 'list';

/** Which calls must be made, in which order, and where each changing value of them comes from. */
export function planCalls(input: PlanInput): Plan {
  return new Planner(input).plan();
}

class Planner {
  private readonly told: ToldValues;
  private readonly steps: { stage: Stage; step: Step }[] = [];
  private readonly names = new Set<string>();
  private readonly stepNames = new Set<string>();
  private readonly kept = new Map<string, { name: string; stage: Stage }>();
  private readonly plan_: Plan;

  constructor(private readonly input: PlanInput) {
    this.told = new ToldValues(input.recording.calls);
    this.plan_ = {
      ...{ login: [], before: [], session: [], handed: [], constants: [], challenge: null },
      ...{ traced: [], unexplained: [], cookies: false, scriptCookies: [] },
      list: this.newStep(input.list.shown, 'list'),
    };
  }

  plan(): Plan {
    const { login, list } = this.input;
    const plan = this.plan_;
    if (login) this.planLogin(login);
    this.assignList(plan.list);
    this.resolve(plan.list, 'list');
    this.followCookies();
    const inOrder = (stage: Stage) =>
      this.steps
        .filter((one) => one.stage === stage)
        .map(({ step }) => step)
        .sort((one, other) => one.call.at - other.call.at);
    plan.login = inOrder('login').slice(0, MOST_LOGIN_STEPS);
    plan.before = inOrder('before').slice(-MOST_BEFORE);
    plan.cookies = list.shown.cookies.length > 0;
    return plan;
  }

  private newStep(call: Call, wished: string): Step {
    const name = this.freeName(wished, this.stepNames);
    return { name, call, templates: new Map(), lets: [], keep: new Map() };
  }

  private freeName(wished: string, names = this.names): string {
    const bare = wished.replace(/[^A-Za-z0-9_]/g, '').slice(0, 30) || 'value';
    const name = /^[A-Za-z]/.test(bare) ? bare : `v${bare}`;
    for (let count = 1; ; count++) {
      const free = count === 1 ? name : `${name}${count}`;
      if (names.has(free)) continue;
      names.add(free);
      return free;
    }
  }

  private addStep(call: Call, stage: Stage, wished: string): Step {
    const known = this.steps.find(({ step }) => step.call === call);
    if (known) return known.step;
    const step = this.newStep(call, wished);
    this.steps.push({ stage, step });
    this.resolve(step, stage);
    return step;
  }

  private planLogin(login: LoginCall): void {
    const { call, username, password, captcha } = login;
    const plan = this.plan_;
    const step = this.newStep(call, 'login');
    this.steps.push({ stage: 'login', step });
    step.templates.set(username, '{settings.username}');
    this.note(step, username, 'typed', 'username');
    if (password?.kind === 'computed') {
      const { form } = password;
      const salt = form.salt ? this.refer(form.salt, 'login') : '';
      this.compute(step, password.leaf, '{settings.password}', form.do, salt);
    }
    if (password?.kind === 'rsa') {
      const { key } = password;
      let place = 'literal' in key ? key.literal : '';
      if ('at' in key) {
        const told = this.told
          .of(this.callAt(key.at))
          .find(({ source }) => 'json' in source && source.json === key.path);
        if (told) place = this.refer(told, 'login');
      }
      this.compute(step, password.leaf, '{settings.password}', [['rsa', place, 'pkcs1']], '');
    }
    if (password?.kind === 'unknown') this.unexplained(step, password.leaf, true);
    if (captcha) {
      step.templates.set(captcha.leaf, '{challenge.answer}');
      const picture = this.addStep(captcha.picture, 'login', 'captcha');
      plan.challenge = { step: picture.name, path: captcha.path };
      this.note(step, captcha.leaf, 'person', '');
    }
    this.resolve(step, 'login');
    this.setUpCookies(call);
  }

  private callAt(at: number): Call {
    const call = this.input.recording.calls.find((one) => one.at === at);
    if (!call) throw new Error(`there is no call ${at}`);
    return call;
  }

  /** The value is computed of `from`; `salt` stands for `{salt}` in the operations. */
  private compute(step: Step, leaf: string, from: string, operations: Operation[], salt: string): void {
    const done = operations.map(
      (one): Operation =>
        typeof one === 'string' ? one : (one.map((part) => (part === '{salt}' ? salt : part)) as Operation),
    );
    if (done.length === 0) {
      step.templates.set(leaf, from);
      this.note(step, leaf, 'typed', 'password');
      return;
    }
    const name = this.freeName('computed');
    step.lets.push({ name, from, do: done });
    step.templates.set(leaf, `{let.${name}}`);
    this.note(step, leaf, 'computed', wordsOf(done));
  }

  private note(step: Step, leaf: string, from: Traced['from'], detail: string): void {
    this.plan_.traced.push({ step: step.name, name: nameIn(leaf), from, detail });
  }

  private unexplained(step: Step, leaf: string, mustChange: boolean): void {
    const found = requestLeaves(step.call).find(({ id }) => id === leaf);
    if (!found) return;
    this.plan_.unexplained.push({
      ...{ step: step.name, leaf, name: nameIn(leaf), mustChange, text: found.text },
    });
  }

  /** What stands in the list's request by itself: the stretch of time and the page. */
  private assignList(step: Step): void {
    const { window, paging } = this.input;
    const isNumber = new Map(requestLeaves(step.call).map((leaf) => [leaf.id, leaf.isNumber]));
    const asNumber = (leaf: string) => (isNumber.get(leaf) ? ':number' : '');
    if (window?.joined) {
      const [from] = window.from;
      const { leaf, between } = window.joined;
      step.templates.set(leaf, `{from:${from?.form}}${between}{to:${from?.form}}`);
      this.note(step, leaf, 'time', '');
    } else {
      for (const [end, parts] of [
        ['from', window?.from ?? []],
        ['to', window?.to ?? []],
      ] as const) {
        for (const { leaf, form } of parts) {
          step.templates.set(leaf, `{${end}:${form}${asNumber(leaf)}}`);
          this.note(step, leaf, 'time', form);
        }
      }
    }
    if (!paging) return;
    step.templates.set(paging.leaf, `{${paging.by}${asNumber(paging.leaf)}}`);
    this.note(step, paging.leaf, 'paging', '');
    if (paging.sizeLeaf) step.templates.set(paging.sizeLeaf, `{size${asNumber(paging.sizeLeaf)}}`);
  }

  private resolve(step: Step, stage: Stage): void {
    const leaves = requestLeaves(step.call);
    // Signatures last: they are made of the others.
    const late = leaves.filter(({ text }) => /^[0-9a-f]{32,64}$/i.test(text));
    for (const leaf of [...leaves.filter((one) => !late.includes(one)), ...late]) {
      if (!step.templates.has(leaf.id)) this.explain(step, leaf, stage);
    }
    this.nestInner(step, leaves);
  }

  /** A JSON text inside a field is printed anew, once any of its values changes. */
  private nestInner(step: Step, leaves: readonly RequestLeaf[]): void {
    const outer = new Set(
      leaves
        .filter(({ id, inner }) => inner !== null && step.templates.has(id))
        .map(({ place, name }) => `${place}:${name}`),
    );
    for (const leaf of outer) {
      if (step.templates.has(leaf)) continue;
      const name = this.freeName('content');
      step.lets.unshift({ name, json: { leaf }, do: [] });
      step.templates.set(leaf, `{let.${name}}`);
    }
  }

  private explain(step: Step, leaf: RequestLeaf, stage: Stage): void {
    const { text, id } = leaf;
    const { typed } = this.input;
    const wrap = (place: string) =>
      leaf.isNumber && /^\{[^}]+\}$/.test(place) ? `${place.slice(0, -1)}:number}` : place;
    if (text === '' || text === 'true' || text === 'false') return;
    if (text === typed.username) {
      step.templates.set(id, wrap('{settings.username}'));
      this.note(step, id, 'typed', 'username');
      return;
    }
    const secret = typed.password === '' ? null : formOf(text, typed.password);
    if (secret) {
      this.compute(step, id, '{settings.password}', secret.do, '');
      return;
    }
    const form = this.nowForm(step.call, text);
    if (form !== null) {
      step.templates.set(id, `{now:${form}${leaf.isNumber ? ':number' : ''}}`);
      this.note(step, id, 'time', form);
      return;
    }
    const seen = this.valuesOf(step.call, id, stage);
    const changes = new Set(seen).size > 1;
    const source =
      this.sourceOf(step.call, leaf, stage, changes) ??
      (changes ? this.sourceOfAnother(step, leaf, stage) : null);
    if (source) {
      step.templates.set(id, wrap(source));
      return;
    }
    const signature = signatureOf(step, leaf, this.told, this.input.typed);
    if (signature) {
      const { salt, ...made } = signature;
      const place = salt ? this.refer(salt, stage) : '';
      const name = this.freeName('sign');
      step.lets.push({ ...made, name, do: made.do.map((one) => withSalt(one, place)) });
      step.templates.set(id, `{let.${name}}`);
      this.note(step, id, 'computed', wordsOf(made.do));
      return;
    }
    if (UUID.test(text) && (changes || DEVICE.test(leaf.inner ?? leaf.name))) {
      const isBare = !text.includes('-');
      const place = changes ? '{uuid}' : '{device}';
      if (isBare) this.compute(step, id, place, [['replace', '-', '']], '');
      else step.templates.set(id, place);
      this.note(step, id, 'random', '');
      return;
    }
    const last = (leaf.inner ?? leaf.name).split('.').at(-1) ?? '';
    if (changes && NAMES.nonce.test(last) && /^(?:\d{4,64}|[0-9a-f]{6,64})$/.test(text)) {
      const of = /^\d+$/.test(text) ? 'digits' : 'hex';
      this.compute(step, id, '', [['random', text.length, of]], '');
      return;
    }
    const isOdd = changes || NAMES.signature.test(last) || looksLikeToken(text) || isAuthorization(leaf);
    if (!isOdd) return;
    const isSigned = NAMES.signature.test(last) && seen.length < 2 && looksLikeToken(text);
    if (changes || isSigned) this.unexplained(step, id, changes);
    else this.keepConstant(step, leaf, stage);
  }

  /** A token that stays the same: the owner's to hand over where nobody logs in, else a secret of his account. */
  private keepConstant(step: Step, leaf: RequestLeaf, stage: Stage): void {
    const { text } = leaf;
    const label = leaf.inner ?? leaf.name;
    const list = this.input.login === null && stage !== 'login' ? this.plan_.handed : this.plan_.constants;
    const known = list.find((one) => one.text === text);
    const key =
      known?.key ??
      this.freeName(
        list === this.plan_.constants ? `const_${label.toLowerCase().replace(/\W+/g, '_')}` : label,
      );
    if (!known) list.push({ key, label, text });
    const group = list === this.plan_.handed ? 'session' : 'settings';
    step.templates.set(leaf.id, `{${group}.${key}}`);
    this.plan_.unexplained.push({
      ...{ step: step.name, leaf: leaf.id, name: label, mustChange: false, text },
    });
  }

  /** The form of a text that is the moment at which the call was made; null for any other. */
  private nowForm({ startedAt }: Call, text: string): string | null {
    if (startedAt === null) return null;
    const read = readTime(text);
    if (!read || read.form === 'iso') return null;
    const at = read.isLocal ? read.at - zoneMs(this.input.zone) : read.at;
    return Math.abs(at - startedAt) < NOW_MS ? read.form : null;
  }

  /** The values that the leaf had in every call of the recording that is this one. */
  private valuesOf(call: Call, id: string, stage: Stage): string[] {
    const { list, login, recording } = this.input;
    // Another session had other values.
    const since = login?.call.at ?? -1;
    const same =
      stage === 'list'
        ? list.calls.filter(({ at }) => at > since)
        : recording.calls.filter(
            ({ method, url }) =>
              method === call.method && url.origin === call.url.origin && url.pathname === call.url.pathname,
          );
    return same.flatMap((one) =>
      requestLeaves(one)
        .filter((leaf) => leaf.id === id)
        .map(({ text }) => text),
    );
  }

  /** A template by an earlier answer that told the value; null where none did. */
  private sourceOf(call: Call, leaf: RequestLeaf, stage: Stage, changes: boolean): string | null {
    const { text } = leaf;
    const plain = this.choose(this.told.before(call.at, text), { leaf, stage, changes });
    if (plain) return this.referNoted(plain, stage, call, leaf);
    if (text.length < 8) return null;
    const inside = this.choose(this.told.inside(call.at, text), { leaf, stage, changes });
    if (inside && inside.value.length >= text.length - 40) {
      const [before = '', after = ''] = text.split(inside.value);
      return `${escaped(before)}${this.referNoted(inside, stage, call, leaf)}${escaped(after)}`;
    }
    return this.decoded(call, leaf, stage, changes);
  }

  /** As sourceOf, of the same call made before: there it may have had its value from a page, and here from itself. */
  private sourceOfAnother(step: Step, leaf: RequestLeaf, stage: Stage): string | null {
    const { list, login } = this.input;
    if (stage !== 'list') return null;
    for (const call of list.calls
      .filter(({ at }) => at > (login?.call.at ?? -1) && at < step.call.at)
      .reverse()) {
      const same = requestLeaves(call).find(({ id }) => id === leaf.id);
      const told =
        same && this.choose(this.told.before(call.at, same.text), { leaf: same, stage, changes: true });
      if (told) return this.referNoted(told, stage, step.call, leaf);
    }
    return null;
  }

  /** Told as it stands in an address, sent without that; or the other way round. */
  private decoded(call: Call, leaf: RequestLeaf, stage: Stage, changes: boolean): string | null {
    const { text } = leaf;
    const step = this.stepOf(call);
    if (!step) return null;
    const encoded = encodeURIComponent(text);
    if (encoded !== text) {
      const told = this.choose(this.told.before(call.at, encoded), { leaf, stage, changes });
      if (told) {
        const name = this.freeName('decoded');
        const done: Operation[] = [
          ['replace', '%2B', '+'],
          ['replace', '%2F', '/'],
          ['replace', '%3D', '='],
        ];
        step.lets.push({ name, from: this.referNoted(told, stage, call, leaf), do: done });
        return `{let.${name}}`;
      }
    }
    const bare = tryDecode(text);
    if (bare === null || bare === text) return null;
    const told = this.choose(this.told.before(call.at, bare), { leaf, stage, changes });
    if (!told) return null;
    const name = this.freeName('encoded');
    step.lets.push({ name, from: this.referNoted(told, stage, call, leaf), do: ['url'] });
    return `{let.${name}}`;
  }

  private stepOf(call: Call): Step | undefined {
    if (this.plan_.list.call === call) return this.plan_.list;
    return this.steps.find(({ step }) => step.call === call)?.step;
  }

  /** Of several answers that told it, the one that can be asked for again with the least. */
  private choose(
    told: readonly Told[],
    { leaf, stage, changes }: { leaf: RequestLeaf; stage: Stage; changes: boolean },
  ): Told | null {
    const { list, login } = this.input;
    const name = plainName(leaf.inner ?? leaf.name);
    const listed = new Set(list.calls);
    const fit = told.filter(({ at, value, name: own }) => {
      const call = this.callAt(at);
      if (listed.has(call) || call.method === 'OPTIONS') return false;
      if (call.method !== 'GET' && call.method !== 'POST') return false;
      const isStrong = (value.length >= 8 && /\d/.test(value)) || looksLikeToken(value);
      const isNamed = plainName(own) === name && name.length >= 2 && value.length >= 2;
      return isStrong || isNamed;
    });
    if (fit.length === 0) return null;
    const newest = fit[0] ?? null;
    if (stage === 'login' || changes || !login) return newest;
    const loginAt = login.call.at;
    const after = fit.filter(({ at }) => at > loginAt);
    return fit.find(({ at }) => at === loginAt) ?? after.at(-1) ?? newest;
  }

  private referNoted(told: Told, stage: Stage, call: Call, leaf: RequestLeaf): string {
    const step = this.stepOf(call);
    const from = this.callAt(told.at).url.pathname;
    if (step) this.note(step, leaf.id, 'answer', from);
    const values = this.valuesOf(call, leaf.id, stage);
    return this.refer(told, stage, new Set(values).size > 1);
  }

  /** The place by which a told value is named in a step of the stage; its call becomes a step. */
  private refer(told: Told, stage: Stage, changes = false): string {
    const { login } = this.input;
    const call = this.callAt(told.at);
    const source: Stage = stage === 'login' ? 'login' : login && !changes ? 'login' : 'before';
    const known = this.steps.find(({ step }) => step.call === call);
    const wished =
      call.url.pathname
        .split('/')
        .filter(Boolean)
        .at(-1)
        ?.replace(/\.\w+$/, '') ?? 'page';
    const step = known?.step ?? this.addStep(call, source, wished);
    const stageOfStep = known?.stage ?? source;
    const key = `${told.at} ${JSON.stringify(told.source)}`;
    const kept = this.kept.get(key) ?? { name: this.freeName(told.name), stage: stageOfStep };
    this.kept.set(key, kept);
    step.keep.set(kept.name, told.source);
    if (stage === 'login' || kept.stage !== 'login') return `{kept.${kept.name}}`;
    if (!this.plan_.session.includes(kept.name)) this.plan_.session.push(kept.name);
    return `{session.${kept.name}}`;
  }

  /** Calls whose only use is the cookie that they set, before the login or between it and the list. */
  private followCookies(): void {
    const { list, login, recording } = this.input;
    const planned = () => new Set(this.steps.map(({ step }) => step.call));
    for (const { name, value } of list.shown.cookies) {
      const setters = recording.calls.filter(
        ({ at, setCookies }) =>
          at < list.shown.at && setCookies.some((one) => one.name === name && one.value === value),
      );
      const setter = setters.at(-1);
      if (!setter) {
        const isTold =
          this.told.before(list.shown.at, value).length > 0 ||
          this.told.before(list.shown.at, tryDecode(value) ?? value).length > 0;
        if (isTold && value.length >= 12) this.plan_.scriptCookies.push(name);
        continue;
      }
      if (!login || planned().has(setter) || setters.some((one) => planned().has(one))) continue;
      if (list.calls.includes(setter) || setter.at < login.call.at || setter.method !== 'GET') continue;
      if (planned().size < MOST_LOGIN_STEPS) this.addStep(setter, 'login', 'page');
    }
  }

  /** The page that gives a cookie before the login is asked for first. */
  private setUpCookies(call: Call): void {
    const { recording } = this.input;
    for (const { name, value } of call.cookies) {
      const setter = recording.calls
        .filter(
          ({ at, setCookies }) =>
            at < call.at && setCookies.some((one) => one.name === name && one.value === value),
        )
        .at(-1);
      const isAnew = call.setCookies.some((one) => one.name === name);
      if (setter && setter.method === 'GET' && !isAnew) this.addStep(setter, 'login', 'page');
      if (setter || isAnew || !isSessionCookie(name)) continue;
      const page = recording.calls
        .filter(
          ({ at, answer, method, url }) =>
            at < call.at && method === 'GET' && answer?.kind === 'html' && url.origin === call.url.origin,
        )
        .at(-1);
      if (page) this.addStep(page, 'login', 'page');
    }
  }
}
