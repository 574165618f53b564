import { Dispatcher } from 'undici';
import type { Dice } from './dice.ts';
import type { WorldTime } from './surroundings.ts';

export interface NetRequest {
  method: string;
  url: URL;
  headers: Record<string, string>;
  body: string;
}

export interface NetAnswer {
  status: number;
  headers?: Record<string, string>;
  body: string;
}

/** Null: it never answers. */
export type Host = (request: NetRequest) => Promise<NetAnswer | null>;

/** How bad the network is; each a probability. */
export interface Weather {
  /** The request never arrives. */
  lostBefore: number;
  /** It arrives, and its answer does not. */
  lostAfter: number;
  /** Seconds instead of milliseconds. */
  slow: number;
}

/** What was done to the network, by kind. */
export interface NetworkFaults {
  lostBefore: number;
  lostAfter: number;
  slow: number;
}

/** Every call from one to another takes its time, and may be lost before or after it had its effect. */
export class Net {
  readonly hosts = new Map<string, Host>();
  readonly faults: NetworkFaults = { lostBefore: 0, lostAfter: 0, slow: 0 };

  constructor(
    private readonly timeline: WorldTime,
    private readonly dice: Dice,
    readonly weather: Weather,
  ) {}

  /** The way there and back. 'lost': no answer will ever come. */
  async call(host: Host, request: NetRequest): Promise<NetAnswer | 'lost'> {
    await this.timeline.pause(this.travelMs());
    if (this.happens('lostBefore')) return 'lost';
    const answer = await host(request);
    if (answer === null || this.happens('lostAfter')) return 'lost';
    await this.timeline.pause(this.travelMs());
    return answer;
  }

  private happens(what: 'lostBefore' | 'lostAfter'): boolean {
    if (!this.dice.chance(this.weather[what])) return false;
    this.faults[what] += 1;
    return true;
  }

  private travelMs(): number {
    if (!this.dice.chance(this.weather.slow)) return this.dice.between(1, 80);
    this.faults.slow += 1;
    return this.dice.between(1_000, 9_000);
  }
}

/** undici's way out of a machine, over the simulated network. What comes for a dead one is dropped. */
export class WayOut extends Dispatcher {
  private readonly pending = new Set<(error: Error) => void>();

  constructor(
    private readonly net: Net,
    private readonly lives: () => boolean,
  ) {
    super();
  }

  override dispatch(options: Dispatcher.DispatchOptions, handler: Dispatcher.DispatchHandler): boolean {
    let isOver = false;
    const end = (how: () => void) => {
      if (isOver || !this.lives()) return;
      isOver = true;
      this.pending.delete(fail);
      how();
    };
    const fail = (error: Error) => end(() => handler.onError?.(error));
    this.pending.add(fail);
    handler.onConnect?.((error) => fail(error ?? new Error('aborted')));
    if (isOver) return true;
    const url = new URL(options.path, String(options.origin));
    const host = this.net.hosts.get(url.origin);
    if (!host) {
      queueMicrotask(() =>
        end(() => handler.onError?.(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }))),
      );
      return true;
    }
    const headers = Object.fromEntries(
      Object.entries((options.headers ?? {}) as Record<string, string>).map(([name, value]) => [
        name.toLowerCase(),
        String(value),
      ]),
    );
    const request = {
      method: options.method,
      url,
      headers,
      body: typeof options.body === 'string' ? options.body : '',
    };
    void this.net.call(host, request).then((answer) => {
      if (answer === 'lost') return;
      end(() => {
        const raw = Object.entries(answer.headers ?? {}).flatMap(([name, value]) => [
          Buffer.from(name),
          Buffer.from(value),
        ]);
        handler.onHeaders?.(answer.status, raw, () => {}, '');
        handler.onData?.(Buffer.from(answer.body));
        handler.onComplete?.([]);
      });
    });
    return true;
  }

  override async close(): Promise<void> {}
  override async destroy(error?: unknown): Promise<void> {
    for (const fail of [...this.pending]) fail(error instanceof Error ? error : new Error('destroyed'));
  }
}
