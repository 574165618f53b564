/** What came of taking a host's notifications from the table. */
export type Refilled = 'more may be left' | 'none is left' | 'no room';

export interface TableLines {
  /** Some of the host's may stand in the table: they are taken as soon as its lane is low. */
  open(host: string): void;
  /** True while some may stand there: whoever comes now stands behind them. */
  isOpen(host: string): boolean;
  hosts(): string[];
  /** The host's lane may be low. */
  serve(host: string): void;
  /** Takes nothing any more. */
  close(): void;
}

/**
 * Which hosts have more in the table than their lanes in memory take. The table is asked when a lane runs low, not by
 * the clock, one question at a time for each host; a host that takes nothing is not asked about again.
 */
export function createTableLines({
  isLow,
  refill,
  failed,
}: {
  isLow(host: string): boolean;
  refill(host: string): Promise<Refilled>;
  /** Told when the table could not be asked; the next event asks again. */
  failed(host: string, error: unknown): void;
}): TableLines {
  /** How often each was opened: one that is opened while the table is asked must be asked about once more. */
  const lines = new Map<string, number>();
  const served = new Set<string>();
  let isClosed = false;

  async function takeAll(host: string): Promise<void> {
    served.add(host);
    try {
      while (!isClosed && lines.has(host) && isLow(host)) {
        const opened = lines.get(host);
        const refilled = await refill(host);
        if (refilled === 'no room') return;
        if (refilled === 'none is left' && lines.get(host) === opened) lines.delete(host);
      }
    } catch (error) {
      failed(host, error);
    } finally {
      // At once: who comes in the next moment must not find it served by nobody.
      served.delete(host);
    }
  }

  function serve(host: string): void {
    if (!isClosed && !served.has(host) && lines.has(host)) void takeAll(host);
  }

  return {
    open(host) {
      if (isClosed) return;
      lines.set(host, (lines.get(host) ?? 0) + 1);
      serve(host);
    },
    isOpen: (host) => lines.has(host),
    hosts: () => [...lines.keys()],
    serve,
    close() {
      isClosed = true;
      lines.clear();
    },
  };
}
