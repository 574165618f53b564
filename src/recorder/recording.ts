/** One name with its value, as it was sent; a name may stand several times. */
export interface Pair {
  name: string;
  value: string;
}

/** What a request carried, read by its type. */
export type RequestBody =
  | { kind: 'form'; fields: Pair[] }
  | { kind: 'json'; value: unknown; text: string }
  | { kind: 'text'; text: string; type: string };

/** What an answer held, read by what it looks like; a picture's bytes are not kept. */
export type Answer =
  | { kind: 'json'; value: unknown; text: string }
  | { kind: 'html'; text: string }
  | { kind: 'text'; text: string }
  | { kind: 'picture' };

/** One request with its answer, taken apart. */
export interface Call {
  /** Its place in the recording, from 0. */
  at: number;
  /** UTC milliseconds; null when the recording doesn't say. */
  startedAt: number | null;
  method: string;
  url: URL;
  query: Pair[];
  /** Names in lower case, without cookies. */
  headers: Pair[];
  cookies: Pair[];
  body: RequestBody | null;
  /** Null: there is no answer (a pasted call). */
  status: number | null;
  answerHeaders: Pair[];
  setCookies: Pair[];
  answer: Answer | null;
}

/** What a script or page of the site says of keys by which logins are encrypted. */
export interface FoundKey {
  /** Base64 of the public key. */
  key: string;
}

/** What was handed over, in the order in which it happened. It is a secret as a whole: in memory only. */
export interface Recording {
  calls: Call[];
  /** Public keys that stand in scripts. */
  keys: FoundKey[];
  /** Hosts of captcha services that were asked meanwhile. */
  captchaHosts: string[];
  /** True: a WebSocket or an event stream was opened to a host of the site. */
  hasStream: boolean;
  /** Every other host with how many calls it got, those left out as well. */
  hosts: { origin: string; calls: number }[];
  /** What was left out, so that a person can be told: more than the limits allow. */
  leftOut: number;
}

/** Why something handed over can't be read. */
export type ReadProblem =
  | 'empty'
  | 'too_large'
  | 'not_json'
  | 'not_har'
  | 'no_calls'
  | 'sanitized'
  | 'not_a_call'
  /** Copied for PowerShell: a script, and no request that could be read without running it. */
  | 'powershell'
  /** Several at once, where one is wanted. */
  | 'many_calls'
  /** There are requests, and none to the platform: `hosts` are those that there are. */
  | 'other_site'
  /** A call that we made for its owner was answered with 400 or more. */
  | 'call_refused'
  | 'no_answer';

export type Read<T> = { ok: T } | { problem: ReadProblem; hosts?: string[] };

/** At most, whatever is handed over. */
export const LIMITS = {
  harBytes: 20 * 1024 * 1024,
  entries: 2_000,
  answerBytes: 2 * 1024 * 1024,
  pastedBytes: 2 * 1024 * 1024,
  jsonDepth: 32,
} as const;
