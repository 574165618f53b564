import type { QuickJSContext, QuickJSDeferredPromise, QuickJSHandle } from 'quickjs-emscripten-core';
import { errorText } from '../../shared/error-text.ts';
import { elapsed } from '../../shared/timers.ts';
import { computedMs } from './computed-time.ts';
import { newMachine } from './machine.ts';
import type { Breach, CallData, FromThread, ThreadData, ToThread } from './messages.ts';
import { runTool } from './run-tool.ts';

export interface RunOptions {
  data: ThreadData;
  call: CallData & { id: number };
  tell(message: FromThread): void;
  /** The run is over, and nothing of it is left. */
  over(): void;
}

const CONTRACT = '#plugin-api';
const INSIDE = 'inside';
const LOOK_EVERY_MS = 50;

/** Ends a run from inside: whatever it was doing is given up. */
class Stopped extends Error {
  constructor(readonly breach: Breach) {
    super(breach);
  }
}

/** One call of a plugin in a machine of its own. Everything that it does goes through here. */
export class SandboxRun {
  private machine: QuickJSContext | null = null;
  private readonly waiting = new Map<number, QuickJSDeferredPromise>();
  private result: QuickJSHandle | null = null;
  private sliceStart = computedMs();
  private lookedAt = elapsed();
  private computed = 0;
  private requests = 0;
  private tellings = 0;
  private sent = 0;
  /** Set once: whatever it does from then on is interrupted, and can't be caught inside. */
  private breach: Breach | null = null;
  private isOver = false;

  constructor(private readonly options: RunOptions) {}

  async begin(): Promise<void> {
    try {
      this.machine = await newMachine(this.options.data.limits.memoryBytes);
    } catch (error) {
      return this.fail(error);
    }
    const { runtime } = this.machine;
    runtime.setInterruptHandler(() => this.mustStop());
    this.slice((machine) => {
      const { call, data } = this.options;
      this.handInHost(machine);
      const inside = this.evaluate(machine, data.inside, INSIDE);
      const names = machine.getString(machine.getProp(inside, 'names'));
      runtime.setModuleLoader(
        (name) => (name === CONTRACT ? `export { ${names} } from '${INSIDE}';` : refused(name)),
        (base, name) => (name === CONTRACT || (base === CONTRACT && name === INSIDE) ? name : refused(name)),
      );
      this.invoke(machine, inside, 'prepare', [machine.newNumber(call.now)]);
      const plugin = this.evaluate(machine, data.code, 'plugin');
      this.invoke(machine, inside, 'given', [machine.getProp(plugin, 'default')]);
      const texts = [call.path ?? '', call.context, call.args].map((text) => machine.newString(text));
      this.result =
        call.path === null
          ? this.invoke(machine, inside, 'describe', [])
          : this.invoke(machine, inside, 'call', texts);
    });
  }

  /** What the run waited for has come. */
  resume(message: Extract<ToThread, { do: 'answer' | 'written' }>): void {
    const deferred = this.waiting.get(message.no);
    if (!deferred) return;
    this.waiting.delete(message.no);
    this.slice((machine) => {
      const head = machine.newString(message.head);
      if (message.do === 'written') return deferred.resolve(head);
      const answer = machine.newObject();
      machine.setProp(answer, 'head', head);
      machine.setProp(answer, 'bytes', machine.newArrayBuffer(bufferOf(message.bytes ?? new Uint8Array())));
      deferred.resolve(answer);
    });
  }

  /** Nobody wants the result any more. */
  stop(): void {
    this.isOver = true;
    this.machine = null;
    this.waiting.clear();
    this.options.over();
  }

  /** Runs what can run until it waits for something, and says so where it is over. */
  private slice(work: (machine: QuickJSContext) => void): void {
    const { machine } = this;
    if (!machine) return;
    this.sliceStart = computedMs();
    this.lookedAt = elapsed();
    try {
      work(machine);
      this.runJobs(machine);
      const text = this.settled(machine);
      if (this.breach) throw new Stopped(this.breach);
      if (text !== null) this.end({ tell: 'done', id: this.options.call.id, text });
      else if (this.waiting.size === 0) throw new Stopped('stuck');
    } catch (error) {
      this.fail(error);
    }
    this.computed += computedMs() - this.sliceStart;
  }

  private mustStop(): boolean {
    // It is asked very often, and reading the clock takes its time.
    if (this.breach !== null || elapsed() - this.lookedAt < LOOK_EVERY_MS) return this.breach !== null;
    this.lookedAt = elapsed();
    const { sliceMs, computeMs } = this.options.data.limits;
    const lasted = computedMs() - this.sliceStart;
    if (lasted > sliceMs || this.computed + lasted > computeMs) this.breach ??= 'time';
    return this.breach !== null;
  }

  private runJobs(machine: QuickJSContext): void {
    const { error } = machine.runtime.executePendingJobs();
    if (error) throw this.taken(machine, error);
  }

  /** The text that it gave; null while there is none. */
  private settled(machine: QuickJSContext): string | null {
    const { result } = this;
    if (result === null) return null;
    const state = machine.getPromiseState(result);
    if (state.type === 'pending') return null;
    if (state.type === 'rejected') throw this.taken(machine, state.error);
    return this.textOf(machine, state.value);
  }

  private textOf(machine: QuickJSContext, handle: QuickJSHandle): string {
    if (machine.typeof(handle) !== 'string') throw new TypeError('it gave no text');
    const length = machine.getNumber(machine.getProp(handle, 'length'));
    return length <= this.options.data.limits.resultChars ? machine.getString(handle) : this.stopWith('size');
  }

  private evaluate(machine: QuickJSContext, code: string, name: string): QuickJSHandle {
    const evaluated = machine.evalCode(code, name, { type: 'module' });
    if (evaluated.error) throw this.taken(machine, evaluated.error);
    this.runJobs(machine);
    const state = machine.getPromiseState(evaluated.value);
    if (state.type === 'pending') throw new Stopped('stuck');
    if (state.type === 'rejected') throw this.taken(machine, state.error);
    return state.value;
  }

  private invoke(
    machine: QuickJSContext,
    owner: QuickJSHandle,
    name: string,
    args: QuickJSHandle[],
  ): QuickJSHandle {
    const called = machine.callFunction(machine.getProp(owner, name), machine.undefined, ...args);
    if (called.error) throw this.taken(machine, called.error);
    return called.value;
  }

  /** What was thrown inside, as an error of ours. Its words are the plugin's: nothing is done for their sake. */
  private taken(machine: QuickJSContext, handle: QuickJSHandle): Error {
    // Where not even an error fits into what is left, null is thrown.
    if (machine.eq(handle, machine.null)) return new Stopped('memory');
    try {
      const isText = machine.typeof(handle) === 'string';
      const message = this.textOf(machine, isText ? handle : machine.getProp(handle, 'message'));
      return message === 'out of memory' ? new Stopped('memory') : new Error(message.slice(0, 500));
    } catch {
      return new Error('it threw something that can’t be read');
    }
  }

  private handInHost(machine: QuickJSContext): void {
    const { tell, data, call } = this.options;
    const { id } = call;
    const host = machine.newObject();
    const hand = (name: string, work: (...args: QuickJSHandle[]) => QuickJSHandle) =>
      machine.setProp(host, name, machine.newFunction(name, work));
    const textOf = (handle: QuickJSHandle | undefined) => (handle ? this.textOf(machine, handle) : '');
    const bytesOf = (handle: QuickJSHandle) => Uint8Array.from(machine.getArrayBuffer(handle).value);
    hand('tool', (path, args, ...buffers) => {
      // A tool takes longer than many steps of code, after which the machine would ask by itself.
      if (this.mustStop()) this.stopWith(this.breach ?? 'time');
      const answer = runTool(textOf(path), textOf(args), buffers.map(bytesOf));
      return typeof answer === 'string'
        ? machine.newString(answer)
        : machine.newArrayBuffer(bufferOf(answer));
    });
    hand('http', (request, body) => {
      this.requests += 1;
      const { requests, requestsAtOnce } = data.limits;
      if (this.requests > requests || this.waiting.size >= requestsAtOnce) this.stopWith('requests');
      const no = this.requests;
      const wanted = textOf(request);
      const bytes = body ? bytesOf(body) : null;
      this.count(wanted.length + (bytes?.length ?? 0));
      tell({ tell: 'http', id, no, request: wanted, body: bytes });
      return this.awaited(machine, no);
    });
    hand('keep', (session) => {
      this.telling();
      const kept = textOf(session);
      this.count(kept.length);
      tell({ tell: 'keep', id, session: kept });
      return machine.undefined;
    });
    hand('created', (reference) => {
      this.telling();
      const no = -this.tellings;
      tell({ tell: 'created', id, no, reference: textOf(reference).slice(0, 200) });
      return this.awaited(machine, no);
    });
    machine.setProp(machine.global, '__host', host);
  }

  /** What goes out lies in the house's memory, and is the house's work: it is counted before it goes. */
  private count(length: number): void {
    this.sent += length;
    if (this.sent > this.options.data.limits.sentBytes) this.stopWith('size');
  }

  private telling(): void {
    this.tellings += 1;
    if (this.tellings > this.options.data.limits.tellings) this.stopWith('requests');
  }

  private stopWith(breach: Breach): never {
    this.breach ??= breach;
    throw new Stopped(breach);
  }

  private awaited(machine: QuickJSContext, no: number): QuickJSHandle {
    const deferred = machine.newPromise();
    this.waiting.set(no, deferred);
    return deferred.handle.dup();
  }

  private fail(error: unknown): void {
    const { id } = this.options.call;
    const breach = this.breach ?? (error instanceof Stopped ? error.breach : null);
    if (breach) this.end({ tell: 'breach', id, breach });
    else this.end({ tell: 'unreadable', id, message: errorText(error) });
  }

  private end(how: FromThread): void {
    if (this.isOver) return;
    this.stop();
    this.options.tell(how);
  }
}

function refused(name: string): never {
  throw new Error(`a plugin from outside imports ${CONTRACT} and nothing else, not ${name.slice(0, 100)}`);
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
