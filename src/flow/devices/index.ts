/** Who reports: the phones and PCs of an account, when each was last heard, whose clock is wrong. */
export { type AddDeviceDeps, addDevice } from './add-device.ts';
export { forgetDeviceByHand, registerDevice } from './deeds.ts';
export {
  createDeviceRepository,
  type DeviceRepository,
  isWithoutBeats,
  listAppSources,
  VMQ_APP_NAME,
} from './device.repository.ts';
export { type Device, type DeviceApp, lateMsOf, type Sighting, sourceOf } from './device.ts';
export { type EndKeyDeps, endMerchantKey } from './end-merchant-key.ts';
export { forgetDevice } from './forget-device.ts';
export { lastHeardOf, unheardSince } from './heard-before.ts';
export { isBelieved, type Listener, mayTell, reportsFor } from './reports-for.ts';
export type { WatchResult } from './watch-devices.ts';
export { watchListeners } from './watch-listeners.ts';
