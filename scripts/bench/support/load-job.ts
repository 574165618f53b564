/** What the load generator's process is asked to do, once at a time. */
export type LoadJob = { url: string; connections: number; seconds: number } & (
  | { kind: 'get'; paths: string[] }
  | { kind: 'orders'; pid: number; key: string; notifyUrl: string; run: string }
);

export interface LoadResult {
  /** Right answers per second. */
  rate: number;
  /** ms */
  p50: number;
  p99: number;
  /** Answers that were wrong, and requests without an answer. */
  wrong: number;
  right: number;
}
