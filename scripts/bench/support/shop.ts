import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

/** A shop that answers `success`, and knows to the fraction of a millisecond when it was told of each order. */
export interface Shop {
  notifyUrl: string;
  /** When it was told, by the shop's number of the order; performance.now(). */
  told: Map<string, number[]>;
  /** Resolves with the moment of the first time, at once or when it comes. */
  waitFor(outTradeNo: string): Promise<number>;
  close(): Promise<void>;
}

export async function startShop({ answerAfterMs = 0 } = {}): Promise<Shop> {
  const told: Shop['told'] = new Map();
  const waiting = new Map<string, (at: number) => void>();
  const server = createServer(async (req, res) => {
    const at = performance.now();
    const outTradeNo = new URL(req.url ?? '/', 'http://shop').searchParams.get('out_trade_no') ?? '';
    told.set(outTradeNo, [...(told.get(outTradeNo) ?? []), at]);
    waiting.get(outTradeNo)?.(at);
    if (answerAfterMs > 0) await pause(answerAfterMs);
    res.end('success');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    notifyUrl: `http://127.0.0.1:${port}/notify`,
    told,
    waitFor(outTradeNo) {
      const [first] = told.get(outTradeNo) ?? [];
      if (first !== undefined) return Promise.resolve(first);
      return new Promise((resolve) => waiting.set(outTradeNo, resolve));
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
