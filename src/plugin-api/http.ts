/** What is sent. At most one of `json`, `form` and `body`. */
export interface HttpRequest {
  /** GET when left out, POST where something is sent. */
  method?: string;
  url: string;
  headers?: Readonly<Record<string, string>>;
  json?: unknown;
  form?: Readonly<Record<string, string>>;
  /** Say what it is in `headers`. */
  body?: string | Uint8Array;
  /** Redirects within the origin; 'same-origin' when left out. */
  follow?: 'same-origin' | 'none';
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case; several values of one name are joined with ', ' (of set-cookie: one a line). */
  headers: Record<string, string>;
  /** The body, bounded in size. */
  bytes: Uint8Array;
  /** The body read as UTF-8; other encodings: `tools.text(bytes, 'gbk')`. */
  text: string;
  /** The body read as JSON; undefined where it is none. */
  json(): unknown;
  /** Where the last redirect led, followed or not; left out: there was none. */
  redirectedTo?: string;
}

/**
 * The one way out for a plugin: only to the hosts of its manifest and of the account's address, bounded in time, size,
 * pace and number, TLS verified. Cookies are kept with the session, from call to call.
 * Redirects within the same origin are followed; one to another origin is handed back as the answer.
 * Every status is an answer; no answer at all throws PlatformError.
 */
export interface PluginHttp {
  send(request: HttpRequest): Promise<HttpAnswer>;
  get(url: string, options?: { headers?: Record<string, string> }): Promise<HttpAnswer>;
  postJson(url: string, body: unknown, options?: { headers?: Record<string, string> }): Promise<HttpAnswer>;
  postForm(
    url: string,
    body: Record<string, string>,
    options?: { headers?: Record<string, string> },
  ): Promise<HttpAnswer>;
}
