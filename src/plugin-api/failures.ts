import type { FetchResult } from './receipts.ts';
import type { Words } from './words.ts';

/**
 * Why a platform could not be asked, and so what becomes of the account.
 * `wrongPassword`: it will not let this login or these keys in; the account stops until they are changed.
 * `needsPerson`: only a person gets on from here (a picture to read, a session to hand over); the account is shown as
 *   needing its owner and is hardly asked meanwhile.
 * `blocked`: its risk control, or what this login may not do; the account stops, for more tries make it worse.
 * `tooFast`: asked too often; it is left alone for as long as it wants.
 * `unreachable`: no answer in time, or it is out of order. `broken`: it answered something that we don't understand.
 */
export type FailureKind = 'wrongPassword' | 'needsPerson' | 'blocked' | 'tooFast' | 'unreachable' | 'broken';

export const failureKinds: readonly FailureKind[] = [
  'wrongPassword',
  'needsPerson',
  'blocked',
  'tooFast',
  'unreachable',
  'broken',
];

export interface FailureDetails {
  /** With `wrongPassword`: the keys of the settings that are to be looked at; the form marks them. */
  fields?: readonly string[];
  /** With `tooFast`: how long to leave it alone, ms. */
  retryAfterMs?: number;
  /** With `broken`: the list of the window is longer than one reading of it; the host asks for a shorter window. */
  tooMany?: boolean;
  /** With `tooMany`, where a shorter window would give the same list: what could be read of it. It counts. */
  read?: FetchResult;
  /** Set by the host when the session changed before the failure: keep it as you would after a success. */
  session?: unknown;
  /** Set by the host: it may have been of the moment only, so that the account stops when it comes again and again. */
  mayPass?: boolean;
}

/** The one error that a plugin throws. Its words tell the owner what to do and hold no secret. */
export class PlatformError extends Error {
  readonly kind: FailureKind;
  readonly words: Words;
  readonly fields: readonly string[];
  /** ms; null where it did not say. */
  readonly retryAfterMs: number | null;
  readonly mayPass: boolean;
  readonly tooMany: boolean;
  /** Not among what is written down with an error: it holds what lets others in. */
  declare readonly session?: unknown;
  /** Neither is this: rows are nobody's but their owner's. */
  declare readonly read?: FetchResult | undefined;

  constructor(kind: FailureKind, words: Words, details: FailureDetails = {}) {
    super(words.zh);
    this.name = 'PlatformError';
    this.kind = kind;
    this.words = words;
    this.fields = details.fields ?? [];
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.mayPass = details.mayPass ?? false;
    this.tooMany = details.tooMany ?? false;
    Object.defineProperty(this, 'session', { value: details.session });
    Object.defineProperty(this, 'read', { value: details.read });
  }
}

/**
 * Thrown where the platform doesn't know the session any more. The host logs in once, with the password, and makes the
 * same call once more; where only a person can log in, the account needs him.
 */
export class SessionGone extends Error {
  constructor() {
    super('the platform does not accept the session');
    this.name = 'SessionGone';
  }
}
