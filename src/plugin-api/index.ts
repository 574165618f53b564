/**
 * All that a platform plugin may import from us, as '#plugin-api'.
 * A plugin only translates between a platform and our words; it keeps no state and decides nothing about orders.
 */

export { type Fen, fen, parseMoney } from '../shared/money.ts';
export type { PayType } from '../shared/pay-type.ts';
export type { TextRuleSet } from './text-rules/index.ts';

import type { PayType } from '../shared/pay-type.ts';
import type { TextRuleSet } from './text-rules/index.ts';

/** How sure we are of a fact about a platform: read in working public code, inferred from it, or not known. */
export type Rests = 'seen' | 'inferred' | 'unknown';

/** One field of the account form; the form and its check come from it. */
export interface SettingField {
  key: string;
  label: { zh: string; en: string };
  /** What to type and where to find it; shown under the field. */
  help?: { zh: string; en: string };
  /** 'secret' is sealed at rest, never shown again, and kept when the form leaves it empty. */
  type: 'text' | 'secret' | 'url';
  required: boolean;
  default?: string;
  maxLength?: number;
}

/** One incoming payment as the platform told it. */
export interface PlatformReceipt {
  /** The platform's own number of the payment: the same payment has the same number every time. */
  externalId: string;
  /** Null when the platform does not say. */
  payType: PayType | null;
  /** What the payer typed, in fen. */
  amountFen: number;
  /** The platform's text that names the code; null when it does not say. */
  terminal: string | null;
  /** UTC milliseconds. */
  paidAt: number;
  /** True: it may be no payment at all (a refund, a withdrawal ...). It is kept for a person and settles nothing by itself. */
  isUnsure?: boolean;
  /** The record as it came, for people. */
  raw: unknown;
}

export interface HttpAnswer {
  status: number;
  /** Names in lower case; several values of one name are joined with ', ' (of set-cookie: one a line). */
  headers: Record<string, string>;
  /** The body as text, bounded in size. */
  text: string;
}

/**
 * The one way out for a plugin: bounded in time and size, TLS verified, cookies kept within one call.
 * Redirects within the same origin are followed; one to another origin is handed back as the answer.
 * Every status is an answer; no answer at all throws PlatformError.
 */
export interface PluginHttp {
  get(url: string, options?: { headers?: Record<string, string> }): Promise<HttpAnswer>;
  postJson(url: string, body: unknown, options?: { headers?: Record<string, string> }): Promise<HttpAnswer>;
  postForm(
    url: string,
    body: Record<string, string>,
    options?: { headers?: Record<string, string> },
  ): Promise<HttpAnswer>;
}

/** What a plugin gets with each call. */
export interface PluginContext {
  /** The account's settings, secrets opened. */
  settings: Readonly<Record<string, string>>;
  /** What the plugin returned as `session` last time; null at first or when it was dropped. */
  session: unknown;
  /** Call it as soon as the session changed: it is then kept even if the rest of this call fails. JSON values only. */
  keepSession(session: unknown): void;
  http: PluginHttp;
  /** UTC milliseconds. */
  now: number;
  signal: AbortSignal;
}

export interface FetchWindow {
  /** UTC milliseconds; receipts paid in [from, to] are wanted, more does no harm. */
  from: number;
  to: number;
}

/** A record that could not be read as a payment, and why, in plain words. It never fails the others. */
export interface DroppedRow {
  row: unknown;
  problem: string;
}

export interface FetchResult {
  receipts: PlatformReceipt[];
  /** Records that the plugin could not read; the host counts and logs them. */
  dropped?: DroppedRow[];
  /** Kept sealed and handed in next time. JSON values only. */
  session: unknown;
}

/**
 * Why a platform could not be asked. `refused`: it will not let this login in (the account is stopped, a person
 * must act). `broken`: it answered something that we do not understand. `unreachable`: no answer in time.
 * The message is in plain words and holds no secret.
 */
export class PlatformError extends Error {
  readonly kind: 'refused' | 'broken' | 'unreachable';
  /** Set by the host when the session changed before the failure: keep it as you would after a success. */
  readonly session?: unknown;

  constructor(
    kind: 'refused' | 'broken' | 'unreachable',
    message: string,
    changed: { session?: unknown } = {},
  ) {
    super(message);
    this.name = 'PlatformError';
    this.kind = kind;
    if (changed.session !== undefined) this.session = changed.session;
  }
}

/** An app on the owner's phone whose notifications tell of the platform's payments. */
export interface TellingApp {
  /** Its Android package, to the letter: `com.acme.shop`. */
  package: string;
  name: { zh: string; en: string };
  /**
   * The lines of a rule (多重匹配) by which SmsForwarder forwards what is wanted, and what the system hid of it. Checked
   * against the app's own language: reference/listeners.md 1.5. Left out: all that the app posts.
   */
  forwardingRule?: string;
  /** What to set in the app itself so that it tells of each payment. Left out: its notices of payments on, amount shown. */
  settings?: readonly { zh: string; en: string }[];
}

/** What apps on a phone tell of payments, and how it is read. */
export interface ToldByApps {
  /** The first is meant where a phone doesn't name the app. Empty only where the owner names any app himself. */
  apps: readonly TellingApp[];
  /** Its `platform` is the plugin's id; each kind of code (`channels`) that the platform lists is named as there. */
  textRules: TextRuleSet;
}

/** What every platform says of itself, as data. */
interface PlatformFacts {
  /** The key under which accounts name it, like 'sqbpay'. */
  id: string;
  apiVersion: 1;
  name: { zh: string; en: string };
  payTypes: readonly PayType[];
  settings: readonly SettingField[];
  terminal: {
    /** True: each receipt names its code, so slots are kept per code; false: per account. */
    namedByReceipts: boolean;
    label: { zh: string; en: string };
    /** Where the merchant finds it. */
    help: { zh: string; en: string };
  };
  /** What apps tell beside, or in place of, a back end. A forwarded platform has it always. */
  told?: ToldByApps;
  /** What no rule can hold off: said to the owner where he sets up. Plain words, what to do. */
  advice?: readonly { zh: string; en: string }[];
  /** Codes that only the app of the platform's one pay type reads, by how their text begins; `help` is said to who ticks more. */
  ownCodes?: { begins: readonly string[]; help: { zh: string; en: string } };
  /** Each fact that the plugin relies on and what that rests on; shown to the merchant. */
  facts: readonly { fact: { zh: string; en: string }; rests: Rests }[];
}

/** A platform with a back end that can be asked. */
export interface PolledPlatform extends PlatformFacts {
  listening: 'polled';
  /**
   * Logs in afresh, nothing else; for the form's "test the login".
   * Returns the session. Throws PlatformError.
   */
  login(context: PluginContext): Promise<{ session: unknown }>;
  /** All receipts of the window, every page of them. Logs in and refreshes as needed, at most one re-login. Throws PlatformError. */
  fetchReceipts(context: PluginContext, window: FetchWindow): Promise<FetchResult>;
}

/** One kind of code that a person can have at a platform without a back end. */
export interface CodeKind {
  /** The word for the terminal twin and for text rules: 'personal', 'reward', ... */
  id: string;
  /** The number in the terminal's text: `wxpay1#account`. Source: reference/mpay-v1.md, section 3. */
  number: number;
  name: { zh: string; en: string };
  /** Who can see its payments: "phone, PC". */
  seenBy: { zh: string; en: string };
  /** True: its picture is in a shape of the app's own, which other readers take for no code; it is shown as it is. */
  ownShape?: boolean;
}

/** What can report: a phone that forwards notifications, a PC monitor that tells kind and amount, a V免签 app. */
export type ListenerKind = 'phone' | 'pc' | 'vmq';

/** A platform without a back end: a phone or a PC forwards the payment notifications. */
export interface ForwardedPlatform extends PlatformFacts {
  listening: 'forwarded';
  /** Which can report its payments. A V免签 app tells a pay type: of its platforms, those that take it are meant. */
  listeners: readonly ListenerKind[];
  codeKinds: readonly CodeKind[];
  /** Kinds that one listening phone can't tell apart: an account takes only one of them. */
  notTogether: readonly (readonly string[])[];
  told: ToldByApps;
  /** True: the owner may make rules for any app, which its phone must name. */
  takesAnyApp?: boolean;
}

/** What one platform is and can do, as data. */
export type Platform = PolledPlatform | ForwardedPlatform;

/** Declares a platform; a place for the compiler to check the whole shape. */
export function definePlatform<P extends Platform>(platform: P): P {
  return platform;
}
