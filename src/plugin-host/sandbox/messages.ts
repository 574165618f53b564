/** What the house and a sandbox's thread say to each other. What comes out of the sandbox itself stands in texts of JSON. */

/** How far a sandbox may go. */
export interface SandboxLimits {
  /** At a stretch, without waiting for anything, ms; of computing, not of waiting for the machine (computed-time.ts). */
  sliceMs: number;
  /** Computing in one call, all stretches together, ms. */
  computeMs: number;
  /** All that the machine of one call takes; it begins with 16 MB. */
  memoryBytes: number;
  /** What a call may give back, characters of JSON. */
  resultChars: number;
  /** Requests in one call. */
  requests: number;
  /** Of those, how many may wait for their answers at a time: each answer takes room outside. */
  requestsAtOnce: number;
  /** What the requests of one call send, all together, and the sessions that it keeps; bytes. */
  sentBytes: number;
  /** How often a call may keep its session, or say that it made a bill. */
  tellings: number;
}

export const SANDBOX_LIMITS: SandboxLimits = {
  sliceMs: 1_000,
  computeMs: 3_000,
  memoryBytes: 80 * 1024 * 1024,
  resultChars: 8 * 1024 * 1024,
  requests: 200,
  requestsAtOnce: 20,
  sentBytes: 8 * 1024 * 1024,
  tellings: 100,
};

export interface ThreadData {
  /** What runs before the plugin: see plugin-api/inside/driver.ts. */
  inside: string;
  /** The plugin's. */
  code: string;
  limits: SandboxLimits;
}

export interface CallData {
  /** Of the function: 'login.password'. Null: what the plugin says of itself is wanted. */
  path: string | null;
  /** JSON. */
  context: string;
  /** JSON. */
  args: string;
  now: number;
}

/** Why a sandbox was stopped: it computed or took too much, waited for nothing, or gave what can't be taken. */
export type Breach = 'time' | 'memory' | 'stuck' | 'size' | 'requests';

/** A failure as it goes through the wall; see driver.ts. */
export interface Failed {
  gone?: boolean;
  kind?: string;
  words?: unknown;
  fields?: unknown;
  retryAfterMs?: unknown;
  tooMany?: unknown;
  message?: string;
}

export type ToThread =
  | ({ do: 'call'; id: number } & CallData)
  | { do: 'answer'; id: number; no: number; head: string; bytes: Uint8Array | null }
  | { do: 'written'; id: number; no: number; head: string }
  | { do: 'stop'; id: number };

export type FromThread =
  | { tell: 'stopped'; id: number }
  | { tell: 'http'; id: number; no: number; request: string; body: Uint8Array | null }
  | { tell: 'keep'; id: number; session: string }
  | { tell: 'created'; id: number; no: number; reference: string }
  | { tell: 'done'; id: number; text: string }
  | { tell: 'breach'; id: number; breach: Breach }
  /** What runs there is no plugin. */
  | { tell: 'unreadable'; id: number; message: string };
