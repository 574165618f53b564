/** Finds, checks and calls platform plugins. What a plugin says reaches the core only through here. */

export { perHourOf } from './account-pace.ts';
export { type AccountSettings, checkSettings, defaultOf, settingsForCall } from './account-settings.ts';
export type { ShownAsk } from './check-ask.ts';
export type { CheckedReceipt } from './check-receipts.ts';
export { codeForOrder, isComputed } from './code-for-order.ts';
export type { PayableBill } from './payable-bill.ts';
export {
  type BillTold,
  createPluginHost,
  type FetchAnswer,
  type LoginAnswer,
  type LoginOutcome,
  type PluginHost,
} from './plugin-host.ts';
export { createRegistry, type LoadedPlugin, loadPlugins, type PluginRegistry } from './plugin-registry.ts';
export type { CallBounds, HostLimits, PluginCall } from './plugin-run.ts';
export { PluginSwitch } from './plugin-switch.ts';
