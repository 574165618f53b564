import { Worker } from 'node:worker_threads';
import { SECOND } from '../../shared/clock.ts';
import { after, type Timer } from '../../shared/timers.ts';
import {
  type Breach,
  type CallData,
  type FromThread,
  SANDBOX_LIMITS,
  type SandboxLimits,
  type ThreadData,
  type ToThread,
} from './messages.ts';
import { sandboxParts } from './sandbox-parts.ts';

/** What a call may ask for while it runs; the rest of the house it never sees. */
export interface SandboxDoors {
  /** Sends what JSON says, and gives back what came: JSON, and the body. Never rejects. */
  http(request: string, body: Uint8Array | null): Promise<{ head: string; bytes: Uint8Array | null }>;
  /** JSON. */
  keep(session: string): void;
  created(reference: string): Promise<string>;
}

/** A sandbox was stopped; `unreadable`: what runs in it is no plugin at all. */
export class SandboxStopped extends Error {
  constructor(
    readonly breach: Breach | 'unreadable' | 'ended',
    message: string = breach,
  ) {
    super(message);
    this.name = 'SandboxStopped';
  }
}

interface Running {
  /** Where it runs; null while that begins. */
  worker: Worker | null;
  doors: SandboxDoors;
  done(text: string): void;
  failed(error: Error): void;
}

const IDLE_MS = 60 * SECOND;
/** To a thread that was told to stop, and may be in the middle of computing. */
const STOP_MS = 2 * SECOND;
/** To a package that is read; most of it is the thread that begins. */
const READ_MS = 30 * SECOND;

const NO_DOORS: SandboxDoors = {
  http: async () => ({ head: '{"failed":{"message":"not now"}}', bytes: null }),
  keep() {},
  created: async () => '{}',
};

/**
 * One plugin from outside behind its wall. Its thread begins with the first call and ends when nobody has called for a
 * minute, so that what is not used costs nothing. No two calls share anything: each has a runtime of its own.
 */
export class Sandbox {
  private worker: Promise<Worker> | null = null;
  private readonly running = new Map<number, Running>();
  /** Calls that were given up, each with the moment at which its thread is ended. */
  private readonly stopping = new Map<number, Timer>();
  private count = 0;
  private idle: Timer | null = null;

  constructor(
    private readonly code: string,
    private readonly limits: SandboxLimits = SANDBOX_LIMITS,
  ) {}

  /** What it says of itself, as JSON (see driver.ts). Throws SandboxStopped. */
  async describe(): Promise<string> {
    const stop = new AbortController();
    const timer = after(READ_MS, () => stop.abort(new SandboxStopped('time')));
    try {
      const call = { path: null, context: '', args: '', now: 0 };
      return await this.run(call, { doors: NO_DOORS, signal: stop.signal });
    } finally {
      timer.cancel();
    }
  }

  /** Calls one of its functions and gives back JSON (see driver.ts). Throws SandboxStopped, or the signal's reason. */
  async run(
    call: CallData,
    { doors, signal }: { doors: SandboxDoors; signal: AbortSignal },
  ): Promise<string> {
    signal.throwIfAborted();
    this.idle?.cancel();
    this.count += 1;
    const id = this.count;
    return new Promise<string>((resolve, reject) => {
      const over = () => {
        this.running.delete(id);
        signal.removeEventListener('abort', stop);
        if (this.running.size === 0) this.rest();
      };
      const stop = () => {
        over();
        if (one.worker) this.giveUp(one.worker, id);
        reject(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
      const one: Running = {
        ...{ doors, worker: null },
        done: (text) => {
          over();
          resolve(text);
        },
        failed: (error) => {
          over();
          reject(error);
        },
      };
      this.running.set(id, one);
      this.begin().then(
        (worker) => {
          if (!this.running.has(id)) return;
          one.worker = worker;
          this.say(worker, { do: 'call', id, ...call });
        },
        (error: Error) => one.failed(error),
      );
    });
  }

  /** Ends its thread; what still runs fails. */
  async close(): Promise<void> {
    this.idle?.cancel();
    const { worker } = this;
    this.worker = null;
    for (const one of [...this.running.values()]) one.failed(new SandboxStopped('ended'));
    await (await worker?.catch(() => null))?.terminate();
  }

  private begin(): Promise<Worker> {
    this.worker ??= this.start();
    return this.worker;
  }

  private async start(): Promise<Worker> {
    const { inside, thread } = await sandboxParts();
    const workerData: ThreadData = { inside, code: this.code, limits: this.limits };
    // No environment: it may name what is secret.
    const worker = new Worker(thread, { workerData, execArgv: [], env: {} });
    worker.unref();
    const lost = (why: string) => void this.lose(worker, why);
    worker.on('message', (message: FromThread) => this.hear(worker, message));
    worker.on('error', (error) => lost(error.message));
    worker.on('exit', () => lost('its thread ended'));
    return worker;
  }

  private hear(worker: Worker, message: FromThread): void {
    const { id } = message;
    const one = this.running.get(id);
    if (message.tell === 'stopped') {
      this.stopping.get(id)?.cancel();
      this.stopping.delete(id);
    } else if (message.tell === 'http') {
      const { no, request, body } = message;
      void one?.doors.http(request, body).then(({ head, bytes }) => {
        if (this.running.has(id)) this.say(worker, { do: 'answer', id, no, head, bytes });
      });
    } else if (message.tell === 'created') {
      const { no, reference } = message;
      void one?.doors.created(reference).then((head) => {
        if (this.running.has(id)) this.say(worker, { do: 'written', id, no, head });
      });
    } else if (message.tell === 'keep') this.keep(worker, id, message.session);
    else {
      if (message.tell === 'done') one?.done(message.text);
      else if (message.tell === 'breach') one?.failed(new SandboxStopped(message.breach));
      else one?.failed(new SandboxStopped('unreadable', message.message));
    }
  }

  /** What can't be kept ends its call. */
  private keep(worker: Worker, id: number, session: string): void {
    const one = this.running.get(id);
    try {
      one?.doors.keep(session);
    } catch (error) {
      this.giveUp(worker, id);
      one?.failed(error instanceof Error ? error : new TypeError('it kept nothing that can be kept'));
    }
  }

  private say(worker: Worker, message: ToThread): void {
    worker.postMessage(message);
  }

  /** What nobody waits for any more; a thread that does not hear it is ended with all that it does. */
  private giveUp(worker: Worker, id: number): void {
    const end = () => {
      this.stopping.delete(id);
      void this.drop(worker);
    };
    this.stopping.set(id, after(STOP_MS, end, { keepsAlive: false }));
    this.say(worker, { do: 'stop', id });
  }

  private rest(): void {
    this.idle?.cancel();
    this.idle = after(IDLE_MS, () => void this.close(), { keepsAlive: false });
  }

  /** The next call begins another thread; those that still run in this one fail. */
  private async drop(worker: Worker): Promise<void> {
    if ((await this.worker?.catch(() => null)) === worker) this.worker = null;
    await worker.terminate();
  }

  private async lose(worker: Worker, why: string): Promise<void> {
    for (const one of [...this.running.values()]) {
      if (one.worker === worker) one.failed(new SandboxStopped('ended', why));
    }
    if ((await this.worker?.catch(() => null)) === worker) this.worker = null;
  }
}
