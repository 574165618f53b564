export { type Alert, type AlertKind, listOpenAlerts, raiseAlert, resolveAlert } from './alert.repository.ts';
