export {
  type Alert,
  type AlertKind,
  amendAlert,
  listOpenAlerts,
  listOpenAlertsOf,
  raiseAlert,
  resolveAlert,
} from './alert.repository.ts';
