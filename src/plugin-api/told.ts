import type { TextRuleSet } from './text-rules/index.ts';
import type { Words } from './words.ts';

/** An app on the owner's phone whose notifications tell of the platform's payments. */
export interface TellingApp {
  /** Its Android package, to the letter: `com.acme.shop`. */
  package: string;
  name: Words;
  /**
   * The lines of a rule (多重匹配) by which SmsForwarder forwards what is wanted, and what the system hid of it. Checked
   * against the app's own language: docs/reference/listeners.md 1.5. Left out: all that the app posts.
   */
  forwardingRule?: string;
  /** What to set in the app itself so that it tells of each payment. Left out: its notices of payments on, amount shown. */
  settings?: readonly Words[];
}

/** What apps on a phone tell of payments, and how it is read. One app may tell of several pay types. */
export interface ToldByApps {
  /** The first is meant where a phone doesn't name the app. Empty only where the owner names any app himself. */
  apps: readonly TellingApp[];
  /** Its `platform` is the plugin's id; each kind of code (`channels`) that the platform lists is named as there. */
  textRules: TextRuleSet;
}

/** An order that a code is computed for. */
export interface CodeOrder {
  /** Ours, 8 to 32 digits and letters: another one for each amount that an order is given. */
  number: string;
  /** What is to be paid. The fen that tell it from others are in it: money is still known by its amount alone. */
  amountFen: number;
}

/** How a code that carries the amount is computed, without asking anybody. */
export interface CodeForOrder {
  /** Pure: the same for the same. The text of the QR code; null where none can be made of the owner's code. */
  content(order: CodeOrder, own: string): string | null;
  /** Said where the owner's code isn't fit for it. */
  unfit: Words;
}

/** One kind of code that a person can have at a platform without a back end. */
export interface CodeKind {
  /** The word for the terminal twin and for text rules: 'personal', 'reward', ... */
  id: string;
  /** The number in the terminal's text: `wxpay1#account`. Source: docs/reference/mpay-v1.md, section 3. */
  number: number;
  name: Words;
  /** Who can see its payments: "phone, PC". */
  seenBy: Words;
  /** True: its picture is in a shape of the app's own, which other readers take for no code; it is shown as it is. */
  ownShape?: boolean;
  /** Its buyers are shown a code made for their order, and type nothing. Left out: they are shown the owner's own. */
  forOrder?: CodeForOrder;
}

/** What can report: a phone that forwards notifications, a PC monitor that tells kind and amount, a V免签 app. */
export type ListenerKind = 'phone' | 'pc' | 'vmq';
