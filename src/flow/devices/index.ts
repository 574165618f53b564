export { createDeviceRepository, type DeviceRepository } from './device.repository.ts';
export { type Device, type DeviceApp, lateMsOf, type Sighting } from './device.ts';
export { type WatchResult, watchDevices } from './watch-devices.ts';
