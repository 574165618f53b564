import type { PluginHttp } from './http.ts';

/** What a plugin gets with each call. */
export interface PluginContext {
  /** The account's settings, secrets opened. */
  settings: Readonly<Record<string, string>>;
  /** What the login gave as `done`, or what was kept since; null when there is none. Made by this account's login only. */
  session: unknown;
  /** Call it as soon as the session changed: it is then kept even if the rest of this call fails. JSON values only. */
  keepSession(session: unknown): void;
  http: PluginHttp;
  /** UTC milliseconds. */
  now: number;
  signal: AbortSignal;
}
