import type { Keeper } from './keeper.ts';

const ERROR = 50;
/** What a statement ends with whose connection or whose self was killed. */
const BROKEN =
  /PROTOCOL_CONNECTION_LOST|ECONNRESET|EPIPE|ER_CONNECTION_KILLED|ER_QUERY_INTERRUPTED|ER_QUERY_KILLED|closed state|Connection lost|Query execution was interrupted|Connection was killed/;

/** What was begun before is told of when all that was begun with it is over, see settleReceipts. */
const TOLD_WITHIN_MS = 30_000;

/** What the processes logged as an error and no trouble of the database explains. `calmAt`: when troubles were over. */
export function ownFaults(keeper: Keeper, calmAt: number): string[] {
  return keeper
    .lines()
    .filter(({ line }) => Number(line.level) >= ERROR)
    .filter(({ at, line }) => at > calmAt + TOLD_WITHIN_MS || !BROKEN.test(JSON.stringify(line.err ?? {})))
    .map(
      ({ at, line }) =>
        `${keeper.name} logged ${told(line)} ${Math.round((at - calmAt) / 1000)} s after the calm`,
    );
}

function told({
  msg,
  err,
  time: _,
  level: __,
  pid: ___,
  hostname: ____,
  ...rest
}: Record<string, unknown>): string {
  const { message, code, stack } = (err ?? {}) as Record<string, unknown>;
  return `${msg} ${JSON.stringify(rest)} ${code ?? ''} ${message ?? ''} ${String(stack ?? '').slice(0, 600)}`;
}
