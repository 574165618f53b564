import type { PluginContext } from './context.ts';
import type { Words } from './words.ts';

/** A picture that a person reads, as the platform shows it before it lets somebody in. */
export interface Ask {
  /** The picture's bytes, or a data URL (png, jpeg, gif or webp; at most 200 KB). */
  picture: Uint8Array | string;
  /** What to type: "the four characters". */
  hint: Words;
  /** What the answer needs beside the text (the number of the picture). JSON values only. Cookies are kept anyway. */
  memo?: unknown;
}

/** How far a login came: in, with what is needed from now on (JSON values only), or a picture that a person must read. */
export type LoginStep = { done: unknown } | { ask: Ask };

/** What the owner copied out of his own browser, read as far as it could be. */
export interface Handed {
  /** As he pasted it, without the blanks around it. */
  text: string;
  /** By name. They are in the cookie jar already, for the hosts that the plugin may call. */
  cookies: Readonly<Record<string, string>>;
  /** Of a request copied "as cURL" or "as fetch": names in lower case, without `cookie`. */
  headers: Readonly<Record<string, string>>;
  /** Where that request went; null when it was no request. */
  url: string | null;
}

/**
 * How accounts get in, by presence; at least one. A background job uses `password` only, and where that asks, the
 * account needs its owner.
 */
export interface LoginWays {
  /**
   * Logs in afresh with the settings. `context.session` is the one before, for what must stay the same (a device's
   * fingerprint). It may ask, and then `challenge` is there. Throws PlatformError.
   */
  password?(context: PluginContext): Promise<LoginStep>;
  /** Goes on with what a person read in the picture. Used once, within two minutes. It may ask again. */
  challenge?(context: PluginContext, answer: { text: string; memo: unknown }): Promise<LoginStep>;
  /** The owner hands over a session of his own browser: cookies, a token, a request "as cURL" or "as fetch". */
  handOver?: {
    /** Where he finds it and what to copy. */
    help: Words;
    /** Tries it with one call, and keeps it. PlatformError 'wrongPassword' where it isn't good. */
    take(context: PluginContext, handed: Handed): Promise<LoginStep>;
  };
  /** Keys of an API: there is no session. Tries them with one call; PlatformError 'wrongPassword' names the wrong ones. */
  keys?(context: PluginContext): Promise<void>;
}
