export {
  type Alert,
  type AlertKind,
  amendAlert,
  listOpenAlerts,
  raiseAlert,
  resolveAlert,
} from './alert.repository.ts';
