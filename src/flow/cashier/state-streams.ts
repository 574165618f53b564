import type { ServerResponse } from 'node:http';
import type { Clock } from '../../shared/clock.ts';
import { errorText } from '../../shared/errors.ts';
import type { Log } from '../../shared/log.ts';
import { after, every, type Timer } from '../../shared/timers.ts';
import type { OrderEvents } from '../orders/index.ts';
import type { StateReader } from './cashier-state.ts';
import { type ReturnAddress, toStateAnswer } from './state-answer.ts';

export interface StateStreamDeps {
  reader: StateReader;
  orderEvents: OrderEvents;
  returnAddress: ReturnAddress;
  clock: Clock;
  log: Log;
  /** Aborted when the server stops: open streams end, new ones are refused. */
  stopping: AbortSignal;
  /** How often the table is read again for what other processes changed; ms. */
  rereadMs?: number;
  /** A buyer's page asks again after this; ms. */
  lifetimeMs?: number;
  bounds?: Partial<StreamBounds>;
}

/** How many streams may be open at a time; beyond that pages ask every two seconds instead. */
export interface StreamBounds {
  /** A household behind one router, not a flood. */
  perNetwork: number;
  /** One buyer's windows, and whoever he sent the address to. */
  perOrder: number;
  /** Whoever asks for whatever: each costs memory, a connection and its share of the reads. */
  overall: number;
}

const usualBounds: StreamBounds = { perNetwork: 50, perOrder: 50, overall: 1_000 };

const HEARTBEAT_EVERY_MS = 15_000;

interface Stream {
  tradeNo: string;
  network: string;
  update(): void;
  heartbeat(): void;
  end(): void;
}

export type StateStreams = ReturnType<typeof createStateStreams>;

/** Server-sent events: one message at the start and one at each change of an order's state. */
export function createStateStreams(deps: StateStreamDeps) {
  const { stopping, rereadMs = 2_000, lifetimeMs = 10 * 60_000 } = deps;
  const bounds = { ...usualBounds, ...deps.bounds };
  const byNetwork = new Map<string, number>();
  const byOrder = new Map<string, number>();
  const streams = new Set<Stream>();
  let timers: Timer[] = [];

  function add(stream: Stream) {
    streams.add(stream);
    count(byNetwork, stream.network, 1);
    count(byOrder, stream.tradeNo, 1);
    if (timers.length > 0) return;
    // One clock for all: the reads of all open pages share their queries.
    const everyStream = (act: (stream: Stream) => void) => () => {
      for (const each of streams) act(each);
    };
    timers = [
      every(
        rereadMs,
        everyStream((each) => each.update()),
        { keepsAlive: false },
      ),
      every(
        HEARTBEAT_EVERY_MS,
        everyStream((each) => each.heartbeat()),
        { keepsAlive: false },
      ),
    ];
  }

  function remove(stream: Stream) {
    if (!streams.delete(stream)) return;
    count(byNetwork, stream.network, -1);
    count(byOrder, stream.tradeNo, -1);
    if (streams.size > 0) return;
    for (const timer of timers) timer.cancel();
    timers = [];
  }

  stopping.addEventListener('abort', () => {
    for (const stream of [...streams]) stream.end();
  });

  return {
    get size() {
      return streams.size;
    },

    /** False when enough streams are open already (see StreamBounds) or the server stops: the page then polls. */
    hasRoom(tradeNo: string, network: string): boolean {
      return (
        !stopping.aborted &&
        streams.size < bounds.overall &&
        (byNetwork.get(network) ?? 0) < bounds.perNetwork &&
        (byOrder.get(tradeNo) ?? 0) < bounds.perOrder
      );
    },

    /** Streams the order's states until nothing can change any more, the buyer leaves or the lifetime is over. */
    open(res: ServerResponse, tradeNo: string, network: string): void {
      res.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      });
      res.write('retry: 3000\n\n');
      const endTimer = after(lifetimeMs, end, { keepsAlive: false });
      let returnTimer: Timer | undefined;
      let ended = false;
      let reading = false;
      let readAgain = false;
      let told = '';

      async function tell() {
        const state = await deps.reader.read(tradeNo);
        if (ended) return;
        if (!state) return end();
        const answer = await toStateAnswer(state, deps.clock.now(), deps.returnAddress);
        if (ended) return;
        const news = `${answer.status} ${answer.type} ${answer.placement} ${answer.return_url} ${answer.unheard} ${answer.final}`;
        if (news !== told) res.write(`event: state\ndata: ${JSON.stringify(answer)}\n\n`);
        told = news;
        if (answer.final) end();
        else if (answer.wait) returnTimer ??= after(answer.wait, update, { keepsAlive: false });
      }

      function update() {
        if (reading) {
          readAgain = true;
          return;
        }
        reading = true;
        tell()
          .catch((error: unknown) => {
            deps.log.warn({ event: 'cashier.stream_failed', tradeNo, cause: errorText(error) });
            end();
          })
          .finally(() => {
            reading = false;
            if (readAgain && !ended) {
              readAgain = false;
              update();
            }
          });
      }

      function end() {
        if (ended) return;
        ended = true;
        endTimer.cancel();
        returnTimer?.cancel();
        unwatch();
        remove(stream);
        res.end();
      }

      const stream: Stream = {
        tradeNo,
        network,
        update,
        heartbeat: () => res.write(': still here\n\n'),
        end,
      };
      const unwatch = deps.orderEvents.watch(tradeNo, update);
      add(stream);
      res.on('close', end);
      update();
    },
  };
}

/** Nothing is kept of what nobody holds any more. */
function count(held: Map<string, number>, key: string, change: 1 | -1): void {
  const now = (held.get(key) ?? 0) + change;
  if (now > 0) held.set(key, now);
  else held.delete(key);
}
