/** Finds, checks and calls platform plugins. What a plugin says reaches the core only through here. */

export { intervalsOf, perHourOf } from './account-pace.ts';
export { type AccountSettings, checkSettings, defaultOf, settingsForCall } from './account-settings.ts';
export type { ShownAsk } from './check-ask.ts';
export type { CheckedReceipt } from './check-receipts.ts';
export { codeForOrder, isComputed } from './code-for-order.ts';
export { declaredOrigins } from './declared-origins.ts';
export { readPage } from './descriptor/html.ts';
export { loginNo, wordsIn } from './descriptor/login-no.ts';
export { type DescriptorProblem, type ParseOptions, parseDescriptor } from './descriptor/parse.ts';
export { platformOf } from './descriptor/platform-of.ts';
export { readJson as readExactJson } from './descriptor/read-json.ts';
export {
  completed,
  GAPS,
  type Gap,
  gapSaying,
  type RecordingTemplate,
} from './descriptor/recording-template.ts';
export type { Descriptor } from './descriptor/schema.ts';
export { type Shipped, shippedDescriptors } from './descriptor/shipped.ts';
export { TIME_FORMS } from './descriptor/times.ts';
export {
  findInstalled,
  type InstalledPlugin,
  listInstalled,
  type PluginToInstall,
  pluginsRevision,
  removeInstalled,
  saveInstalled,
  setInstalledEnabled,
} from './installed/installed.repository.ts';
export { PluginShelf } from './installed/plugin-shelf.ts';
export { mergedSession } from './kept-session.ts';
export { examinePackage } from './packages/candidate.ts';
export { compareVersions } from './packages/compare-versions.ts';
export { IndexClient } from './packages/index-client.ts';
export { PluginCentre, type Review } from './packages/plugin-centre.ts';
export { PACKAGE_LIMITS } from './packages/read-archive.ts';
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
export type { CallBounds, HostLimits, LoginBounds, PluginCall } from './plugin-run.ts';
