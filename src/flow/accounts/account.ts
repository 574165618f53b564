import { SECOND } from '../../shared/clock.ts';
import type { Fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { Saying } from '../../shared/saying.ts';
import type { DayUse, Limits } from '../code-limits/index.ts';

/** `continuous` 连续监听: asked by itself while an order is open. `on_demand` 单次监听: asked when a buyer presses 确认支付. */
export type ListenMode = 'continuous' | 'on_demand';
export const listenModes: readonly ListenMode[] = ['continuous', 'on_demand'];

/**
 * `failing`: errors, tried again with back-off.
 * `needs_you`: the platform wants a person to log in; hardly asked meanwhile, taken only when no healthy code is left.
 * `stopped`: the login was refused, or the platform blocks it; a person must act, no order goes there.
 * `silent`: the devices that forward its notifications are gone; no order goes there until one is back. */
export type Health = 'ok' | 'failing' | 'needs_you' | 'stopped' | 'silent';

export const DEFAULT_INTERVAL_MS = 3 * SECOND;
/** Without a word from its devices, after which a new account's codes leave the rotation: two heartbeats and a half. */
export const USUAL_SILENCE_MS = 150 * SECOND;
export const MIN_INTERVAL_MS = SECOND;
export const MAX_INTERVAL_MS = 60 * SECOND;
/** Fewer would not find the payments of a single order in time. */
export const MIN_HOURLY_BUDGET = 60;

/** One login or identity at a platform. */
export interface Account {
  id: number;
  pid: number;
  platform: string;
  login: string;
  /** The plugin's settings that are no secrets. */
  settings: Record<string, string>;
  mode: ListenMode;
  /** The least time between two queries; ms. */
  intervalMs: number;
  /** Requests in any hour that its owner allows; null: as many as the platform does. */
  hourlyBudget: number | null;
  enabled: boolean;
  health: Health;
  /** For the merchant. */
  healthReason: Saying | null;
  healthAt: number | null;
  /** Keys of the settings that the platform refused; of meaning while it is `stopped`. */
  refusedFields: readonly string[];
  /** Devices without a secret of their own may sign with the merchant's key. */
  acceptKey: boolean;
  /** A device that sent heartbeats and is silent for this long takes its codes out of the rotation; ms. */
  silentAfterMs: number;
  /** ms, when a device first told something for it; null: none ever did. Of no meaning where the platform is asked. */
  heardAt: number | null;
  /** The owner wants orders although no device was ever heard. */
  takesUnheard: boolean;
  /** More than this, told by a device, waits for a person; null: nothing does. */
  toldLimitFen: Fen | null;
  /** Which orders its codes together take. */
  limits: Limits;
  createdAt: number;
}

/** `link`: the content is a text that we draw as a QR code; `image`: the name of an uploaded picture. */
export type CodeStyle = 'link' | 'image';

/** One QR code of an account. */
export interface Code {
  id: number;
  accountId: number;
  /** The text by which the platform's receipts name it. */
  terminal: string;
  label: string;
  /** What kind of code it is, where a phone forwards its payments; null elsewhere. */
  kind: string | null;
  payTypes: PayType[];
  style: CodeStyle;
  content: string;
  enabled: boolean;
  /** The last turn of the merchant's rotation that it took; 0: none yet. */
  lastTurn: number;
  /** It has pictures with amounts set (fixed-codes/). */
  hasFixed: boolean;
  /** Which orders it takes. */
  limits: Limits;
  createdAt: number;
}

/**
 * Why a code takes no order at all. `plugin_gone`: nobody could ask for its money. `unheard`: no device was ever heard that
 * would tell of it. The others are as the account's health, or switched off.
 */
export type StandingObstacle = 'code_off' | 'account_off' | 'plugin_gone' | 'stopped' | 'silent' | 'unheard';

/** A code that can take an order now, with what the order must remember of it. */
export interface RoutableCode {
  id: number;
  accountId: number;
  platform: string;
  terminal: string;
  payTypes: PayType[];
  lastTurn: number;
  /** False while queries of its account fail: taken only when no healthy code is left. */
  healthy: boolean;
  /** Where its payables must be unique: the code where receipts name it, else the account. */
  scope: string;
  /** True where devices tell of payments, and may tell twice; false where the platform is asked and numbers them. */
  devicesTell: boolean;
  /** Its buyer would be shown no code just now: its platform should make one, and can't. No order is given it then. */
  showsNothing?: boolean;
  /** It has pictures with amounts set (fixed-codes/). */
  hasFixed: boolean;
  /** Their amounts, the smallest first; none where nobody looked. */
  fixedFen: readonly Fen[];
  /** Its buyers type nothing at all: the platform makes a code for each order, or one is computed. */
  fixesAmount: boolean;
  /** Which orders it takes, and which all codes of its account together. */
  limits: Limits;
  accountLimits: Limits;
  /** What was taken today, paid or still open; of the account's one for all its codes. Counted on while orders are placed. */
  use: DayUse;
  accountUse: DayUse;
  /** Minutes since midnight, when this was read. */
  minute: number;
  /** Orders in a row that ran out unpaid. */
  unpaidRun: number;
  /** So many that others go first for a while. */
  rests: boolean;
}

/** A code of a merchant, with what keeps every order from it; null: nothing does. */
export interface CodeCandidate extends RoutableCode {
  obstacle: StandingObstacle | null;
}

/** Which of two codes goes first: by health, by whether it rests, then by whose turn it is. */
export function compareTurns(a: RoutableCode, b: RoutableCode): number {
  return tierOf(a) - tierOf(b) || a.lastTurn - b.lastTurn || a.id - b.id;
}

/** Of a lower tier first: rested and healthy, resting, unhealthy. A higher one is taken only when the lower have nothing. */
export function tierOf({ healthy, rests }: Pick<RoutableCode, 'healthy' | 'rests'>): number {
  if (!healthy) return 2;
  return rests ? 1 : 0;
}

/** The codes that take this pay type and can be shown, in the order of their turns, whatever their limits are. */
export function inTurn(codes: RoutableCode[], payType: PayType): RoutableCode[] {
  return codes.filter((code) => code.payTypes.includes(payType) && !code.showsNothing).sort(compareTurns);
}
