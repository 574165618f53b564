export { createDeviceRepository, type DeviceRepository } from './device.repository.ts';
export type { Device, DeviceApp, Sighting } from './device.ts';
export { type WatchResult, watchDevices } from './watch-devices.ts';
