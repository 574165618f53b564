import type { PayType } from '../shared/pay-type.ts';
import type { PlatformAbout } from './about.ts';
import type { Bill, BillCreated, BillOrder } from './bills.ts';
import type { PluginContext } from './context.ts';
import type { LoginWays } from './login.ts';
import type { FetchResult, FetchWindow, PlatformCode } from './receipts.ts';
import type { SettingField } from './settings.ts';
import type { CodeKind, ListenerKind, ToldByApps } from './told.ts';
import type { Words } from './words.ts';

/** The version of this contract; a plugin that was made for another one isn't loaded. */
export const API_VERSION = 2;

/** How sure we are of a fact about a platform: read in working public code, inferred from it, or not known. */
export type Rests = 'seen' | 'inferred' | 'unknown';

/** How gently a platform is asked, for each account. */
export interface Pace {
  /** Between the beginnings of two requests, ms; none when left out. */
  minGapMs?: number;
  /** Requests in any hour; 10,000 when left out. What goes beyond is "too fast". */
  perHour?: number;
  /** Between two questions for payments, ms, however many requests each takes; the account's own interval when left out. */
  minIntervalMs?: number;
}

/** What every platform says of itself, as data. */
interface PlatformFacts {
  /** The key under which accounts name it, like 'sqbpay'; its folder has the same name. */
  id: string;
  apiVersion: typeof API_VERSION;
  /** The plugin's own: '1.4.0'. */
  version: string;
  name: Words;
  /** What a person wants to know before he chooses it; shown on its page. */
  about?: PlatformAbout;
  /** All that its receipts can have; each code of an account takes some of them. */
  payTypes: readonly PayType[];
  settings: readonly SettingField[];
  terminal: {
    /** True: each receipt names its code, so slots are kept per code; false: per account. */
    namedByReceipts: boolean;
    label: Words;
    /** Where the merchant finds it. */
    help: Words;
  };
  /** What apps tell beside, or in place of, a back end. A forwarded platform has it always. */
  told?: ToldByApps;
  /** What the owner does at the platform before he adds his account, step by step; shown beside the form. */
  setup?: readonly Words[];
  /** How the owner saves a code with an amount set in the app, where the app can do that. */
  fixedCodes?: Words;
  /** What no rule can hold off: said to the owner where he sets up. Plain words, what to do. */
  advice?: readonly Words[];
  /** Codes that only the app of the platform's one pay type reads, by how their text begins; `help` is said to who ticks more. */
  ownCodes?: { begins: readonly string[]; help: Words };
  /** Each fact that the plugin relies on and what that rests on; shown to the merchant. */
  facts: readonly { fact: Words; rests: Rests }[];
}

/** A platform with a back end that can be asked. Where none of its ways needs a session, `context.session` stays null. */
export interface PolledPlatform extends PlatformFacts {
  listening: 'polled';
  /** The only hosts that it calls, by https ('api.acme.example', with ':port' where it isn't 443); the host of a `url` setting comes beside. */
  hosts: readonly string[];
  pace?: Pace;
  /**
   * True: its hosts are called in the public internet only, unless the house allows its own network (ALLOW_PRIVATE_NOTIFY). For
   * platforms that are data.
   */
  publicOnly?: boolean;
  login: LoginWays;
  /**
   * Until when the platform keeps a session (as its login gave it), where it said so: UTC ms, null: not known. Pure; shown
   * to the owner.
   */
  sessionEndsAt?(session: unknown): number | null;
  /** True: it renews its sessions by itself, so that nobody has to be told that one ends. */
  renews?: boolean;
  /** False: cookies live for one call only (and from a picture to its answer), and are no part of a session. */
  keepsCookies?: boolean;
  /** How often it is asked to keep a session alive, ms, where its owner wants that: at least ten minutes, which it is when left out. */
  keepAliveMs?: number;
  /** All receipts of the window, every page of them. A list that is cut off must not look complete. Throws PlatformError or SessionGone. */
  fetchReceipts(context: PluginContext, window: FetchWindow): Promise<FetchResult>;
  /**
   * The payments of the window without any filter, for a person who looks for his own terminal. They settle nothing.
   * Throws as fetchReceipts.
   */
  recent?(context: PluginContext, window: FetchWindow): Promise<FetchResult>;
  /** The account's codes. Throws as fetchReceipts. */
  codes?(context: PluginContext): Promise<PlatformCode[]>;
  /** Whether an account with these settings (secrets left out) wants a code made for each order. Left out: always, where there is `openBill`. */
  makesBills?(settings: Readonly<Record<string, string>>): boolean;
  /**
   * Makes a code for one order. Called once for an order and never again, whatever happens: so `await created` as soon
   * as the platform has made it, before anything else is asked: it resolves when the reference is written down, and the
   * host closes the bill if the rest fails, or if the process dies. SessionGone only before it was made.
   */
  openBill?(context: PluginContext, order: BillOrder, created: BillCreated): Promise<Bill>;
  /**
   * Nobody can pay it any more; that it is closed or gone already is no failure. Left out only where a bill can't be closed and
   * ends by itself within minutes.
   */
  closeBill?(context: PluginContext, reference: string): Promise<void>;
  /**
   * True: there is no list, so that money is seen by asking for each bill (`window.bills`). Where none could be made for an
   * order, its buyer is shown no code: nobody would hear of the payment.
   */
  onlyBills?: true;
  /** True: it does not say beforehand where the pictures of bills lie; one is read, without cookies, from any public https host that it names. */
  picturesAnywhere?: boolean;
}

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
