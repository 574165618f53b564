export interface LaneLimits {
  /** At a time for one host, to begin with. */
  perHost: number;
  /** As many as a host gets that answers well, while there is room; as few as one gets that doesn't answer. */
  mostPerHost: number;
  leastPerHost: number;
  /** At a time altogether... */
  total: number;
  /** ...but this many of each host's are begun in any case, up to `hardTotal`. */
  assured: number;
  hardTotal: number;
  /** How many may wait here for one host... */
  waitingPerHost: number;
  /** ...and how many, once this many wait altogether. */
  crowded: number;
  waitingWhenCrowded: number;
}

/** How a task's host behaved: it makes its lane wider or narrower. */
export type Manner = 'well' | 'fair' | 'badly';

export interface HostLanes {
  /**
   * Starts `task` now, or keeps it until its host has room. False when too many wait for the host already: then
   * the task never runs. Tasks of one host start in order; they must not throw.
   */
  run(host: string, task: () => Promise<Manner>): boolean;
  /** How many more the host's lane takes now. */
  room(host: string): number;
  /** True where the lane will soon have nothing to begin. */
  isLow(host: string): boolean;
  /** Hosts for which something waits. */
  crowdedHosts(): string[];
  /** Forgets what waits; what is under way goes on. */
  clear(): void;
  /** Under way and waiting, of all hosts. */
  size(): number;
}

interface Lane {
  running: number;
  waiting: (() => Promise<Manner>)[];
  /** At a time, as the host has behaved since its lane was last empty. */
  width: number;
}

/** A lane with no more than this waiting is low: about what a quick host takes while the table is asked. */
const LOW = 16;

/**
 * Who may send now, per shop host. A host that answers slowly or never fills its own lane only: with every
 * place taken by slow ones, a host that has nothing under way still gets some at once. A host that answers well gets
 * a wider lane while others leave room, one that doesn't answer a narrower one. `onLow` is told when a lane has
 * taken nearly all that waited in it.
 */
export function createHostLanes(limits: LaneLimits, onLow: (host: string) => void = () => {}): HostLanes {
  const lanes = new Map<string, Lane>();
  let running = 0;
  let waiting = 0;

  const emptyLane = (): Lane => ({ running: 0, waiting: [], width: limits.perHost });

  function hasRoom(lane: Lane): boolean {
    if (lane.running >= lane.width) return false;
    if (lane.running < limits.assured) return running < limits.hardTotal;
    // What is wider than usual is made of places that nobody needs.
    return running < (lane.running < limits.perHost ? limits.total : limits.total / 2);
  }

  function start(host: string, lane: Lane, task: () => Promise<Manner>): void {
    lane.running++;
    running++;
    void task().then((manner) => {
      lane.running--;
      running--;
      lane.width = widthAfter(manner, lane.width, limits);
      startWaiting(host, lane);
      if (isLow(host)) onLow(host);
      if (lane.running === 0 && lane.waiting.length === 0) lanes.delete(host);
      // The place may be what another host waits for.
      if (waiting > 0) for (const [other, its] of lanes) startWaiting(other, its);
    });
  }

  function startWaiting(host: string, lane: Lane): void {
    while (lane.waiting.length > 0 && hasRoom(lane)) {
      const task = lane.waiting.shift();
      waiting--;
      if (task) start(host, lane, task);
    }
  }

  function isLow(host: string): boolean {
    return (lanes.get(host)?.waiting.length ?? 0) <= Math.min(LOW, mostWaiting() / 2);
  }

  /** How many may wait for one host now. */
  function mostWaiting(): number {
    return waiting < limits.crowded ? limits.waitingPerHost : limits.waitingWhenCrowded;
  }

  return {
    run(host, task) {
      const lane = lanes.get(host) ?? emptyLane();
      if (lane.waiting.length === 0 && hasRoom(lane)) {
        lanes.set(host, lane);
        start(host, lane, task);
        return true;
      }
      if (lane.waiting.length >= mostWaiting()) return false;
      lanes.set(host, lane);
      lane.waiting.push(task);
      waiting++;
      return true;
    },
    room(host) {
      const lane = lanes.get(host) ?? emptyLane();
      const places = hasRoom(lane) ? lane.width - lane.running : 0;
      return Math.max(0, mostWaiting() - lane.waiting.length) + places;
    },
    isLow,
    crowdedHosts: () => [...lanes].flatMap(([host, lane]) => (lane.waiting.length > 0 ? [host] : [])),
    clear() {
      for (const lane of lanes.values()) lane.waiting.length = 0;
      waiting = 0;
    },
    size: () => running + waiting,
  };
}

function widthAfter(
  manner: Manner,
  width: number,
  { perHost, leastPerHost, mostPerHost }: LaneLimits,
): number {
  if (manner === 'badly') return Math.max(Math.min(leastPerHost, perHost), Math.floor(width / 2));
  if (manner === 'well') return Math.min(Math.max(mostPerHost, perHost), width + 1);
  return Math.min(perHost, width + 1);
}
