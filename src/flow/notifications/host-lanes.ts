export interface LaneLimits {
  /** At a time for one host. */
  perHost: number;
  /** At a time altogether; a host with nothing under way may still begin one, up to `hardTotal`. */
  total: number;
  hardTotal: number;
  /** How many may wait here for one host; more are refused. */
  waitingPerHost: number;
}

export interface HostLanes {
  /**
   * Starts `task` now, or keeps it until its host has room. False when too many wait for the host already: then
   * the task never runs. Tasks of one host start in order; they must not throw.
   */
  run(host: string, task: () => Promise<void>): boolean;
  /** Under way and waiting, of all hosts. */
  size(): number;
}

interface Lane {
  running: number;
  waiting: (() => Promise<void>)[];
}

/**
 * Who may send now, per shop host. A host that answers slowly or never fills its own lane only: with every
 * place taken by slow ones, a host that has nothing under way still gets one at once.
 */
export function createHostLanes(limits: LaneLimits): HostLanes {
  const lanes = new Map<string, Lane>();
  let running = 0;
  let waiting = 0;

  function hasRoom(lane: Lane): boolean {
    if (lane.running === 0) return running < limits.hardTotal;
    return lane.running < limits.perHost && running < limits.total;
  }

  function start(host: string, lane: Lane, task: () => Promise<void>): void {
    lane.running++;
    running++;
    void task().finally(() => {
      lane.running--;
      running--;
      startWaiting(host, lane);
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

  return {
    run(host, task) {
      const lane = lanes.get(host) ?? { running: 0, waiting: [] };
      lanes.set(host, lane);
      if (lane.waiting.length === 0 && hasRoom(lane)) {
        start(host, lane, task);
        return true;
      }
      if (lane.waiting.length >= limits.waitingPerHost) return false;
      lane.waiting.push(task);
      waiting++;
      return true;
    },
    size: () => running + waiting,
  };
}
