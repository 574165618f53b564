/** Finds, checks and calls platform plugins. What a plugin says reaches the core only through here. */
export { type AccountSettings, checkSettings, settingsForCall } from './account-settings.ts';
export {
  createPluginHost,
  type FetchAnswer,
  type HostLimits,
  type LoginAnswer,
  type PluginCall,
  type PluginHost,
} from './call-plugin.ts';
export type { CheckedReceipt } from './check-receipts.ts';
export { createRegistry, type LoadedPlugin, loadPlugins, type PluginRegistry } from './plugin-registry.ts';
