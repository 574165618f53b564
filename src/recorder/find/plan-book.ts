import type { Call } from '../recording.ts';
import type { Plan, PlanInput, Step, Traced } from './plan-types.ts';
import { nameIn, wordsOf } from './plan-words.ts';
import { type RequestLeaf, requestLeaves } from './request-leaves.ts';
import type { Operation } from './secret-forms.ts';
import { type Told, ToldValues } from './sources.ts';

export type Stage = 'login' | 'before' | 'list';

/** A plan while it is made: its steps, the names that are taken, and where each value was found to come from. */
export class PlanBook {
  readonly told: ToldValues;
  readonly steps: { stage: Stage; step: Step }[] = [];
  readonly plan: Plan;
  private readonly names = new Set<string>();
  private readonly stepNames = new Set<string>();
  private readonly kept = new Map<string, { name: string; stage: Stage }>();

  /** `resolve` explains the values of a step that was added. */
  constructor(
    readonly input: PlanInput,
    private readonly resolve: (book: PlanBook, step: Step, stage: Stage) => void,
  ) {
    this.told = new ToldValues(input.recording.calls);
    this.plan = {
      ...{ login: [], before: [], session: [], handed: [], constants: [], challenge: null },
      ...{ traced: [], unexplained: [], cookies: false, scriptCookies: [] },
      list: this.newStep(input.list.shown, 'list'),
    };
  }

  newStep(call: Call, wished: string): Step {
    const name = this.freeName(wished, this.stepNames);
    return { name, call, templates: new Map(), lets: [], keep: new Map() };
  }

  /** The wished name, or one like it that nothing else has. */
  freeName(wished: string, names = this.names): string {
    const bare = wished.replace(/[^A-Za-z0-9_]/g, '').slice(0, 30) || 'value';
    const name = /^[A-Za-z]/.test(bare) ? bare : `v${bare}`;
    for (let count = 1; ; count++) {
      const free = count === 1 ? name : `${name}${count}`;
      if (names.has(free)) continue;
      names.add(free);
      return free;
    }
  }

  /** The step that makes this call; where there is none yet, one of the stage. */
  addStep(call: Call, stage: Stage, wished: string): Step {
    const known = this.steps.find(({ step }) => step.call === call);
    if (known) return known.step;
    const step = this.newStep(call, wished);
    this.steps.push({ stage, step });
    this.resolve(this, step, stage);
    return step;
  }

  callAt(at: number): Call {
    const call = this.input.recording.calls.find((one) => one.at === at);
    if (!call) throw new Error(`there is no call ${at}`);
    return call;
  }

  stepOf(call: Call): Step | undefined {
    if (this.plan.list.call === call) return this.plan.list;
    return this.steps.find(({ step }) => step.call === call)?.step;
  }

  /** The value is computed of `from`; `salt` stands for `{salt}` in the operations. */
  compute(step: Step, leaf: string, from: string, operations: Operation[], salt: string): void {
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

  note(step: Step, leaf: string, from: Traced['from'], detail: string): void {
    this.plan.traced.push({ step: step.name, name: nameIn(leaf), from, detail });
  }

  unexplained(step: Step, leaf: string, mustChange: boolean): void {
    const found = requestLeaves(step.call).find(({ id }) => id === leaf);
    if (!found) return;
    this.plan.unexplained.push({
      ...{ step: step.name, leaf, name: nameIn(leaf), mustChange, text: found.text },
    });
  }

  /** A token that stays the same: the owner's to hand over where nobody logs in, else a secret of his account. */
  keepConstant(step: Step, leaf: RequestLeaf, stage: Stage): void {
    const { text } = leaf;
    const label = leaf.inner ?? leaf.name;
    const list = this.input.login === null && stage !== 'login' ? this.plan.handed : this.plan.constants;
    const known = list.find((one) => one.text === text);
    const key =
      known?.key ??
      this.freeName(
        list === this.plan.constants ? `const_${label.toLowerCase().replace(/\W+/g, '_')}` : label,
      );
    if (!known) list.push({ key, label, text });
    const group = list === this.plan.handed ? 'session' : 'settings';
    step.templates.set(leaf.id, `{${group}.${key}}`);
    this.plan.unexplained.push({
      ...{ step: step.name, leaf: leaf.id, name: label, mustChange: false, text },
    });
  }

  /** The values that the leaf had in every call of the recording that is this one. */
  valuesOf(call: Call, id: string, stage: Stage): string[] {
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

  /** As `refer`, told to people. */
  referNoted(told: Told, stage: Stage, call: Call, leaf: RequestLeaf): string {
    const step = this.stepOf(call);
    const from = this.callAt(told.at).url.pathname;
    if (step) this.note(step, leaf.id, 'answer', from);
    const values = this.valuesOf(call, leaf.id, stage);
    return this.refer(told, stage, new Set(values).size > 1);
  }

  /** The place by which a told value is named in a step of the stage; its call becomes a step. */
  refer(told: Told, stage: Stage, changes = false): string {
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
    if (!this.plan.session.includes(kept.name)) this.plan.session.push(kept.name);
    return `{session.${kept.name}}`;
  }
}
