export { createDeviceRepository, type DeviceRepository, VMQ_APP_NAME } from './device.repository.ts';
export { type Device, type DeviceApp, lateMsOf, type Sighting } from './device.ts';
export { type WatchResult, watchDevices } from './watch-devices.ts';
