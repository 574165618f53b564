/**
 * All that a platform plugin may import from us, as '#plugin-api'.
 * A plugin only translates between a platform and our words; it keeps no state and decides nothing about orders.
 * How to write one: docs/plugins.md.
 */

export { type Fen, fen, parseMoney } from '../shared/money.ts';
export type { PayType } from '../shared/pay-type.ts';
export { type PlatformAbout, type TerminalPlace, terminalPlaces } from './about.ts';
export { jsonOf } from './answers.ts';
export type { Bill, BillCreated, BillOrder } from './bills.ts';
export type { PluginContext } from './context.ts';
export {
  type FailureDetails,
  type FailureKind,
  failureKinds,
  PlatformError,
  SessionGone,
} from './failures.ts';
export type { HttpAnswer, HttpRequest, PluginHttp } from './http.ts';
export { allPages, readRows } from './lists.ts';
export type { Ask, Handed, LoginStep, LoginWays } from './login.ts';
export {
  API_VERSION,
  definePlatform,
  type ForwardedPlatform,
  type Pace,
  type Platform,
  type PolledPlatform,
  type Rests,
} from './platform.ts';
export type {
  DroppedRow,
  FetchResult,
  FetchWindow,
  PlatformCode,
  PlatformReceipt,
  WatchedBill,
} from './receipts.ts';
export type { SettingField } from './settings.ts';
export type { TextRuleSet } from './text-rules/index.ts';
export type { CodeForOrder, CodeKind, CodeOrder, ListenerKind, TellingApp, ToldByApps } from './told.ts';
export { tools } from './tools/index.ts';
export { hostSettings, KEEP_ALIVE, LOGIN_SETTING, usualFields } from './usual-fields.ts';
export type { Words } from './words.ts';
