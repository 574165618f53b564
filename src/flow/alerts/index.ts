export {
  type Alert,
  type AlertKind,
  amendAlert,
  findAlert,
  findDetail,
  haltSubject,
  listOpenAlerts,
  listOpenAlertsOf,
  raiseAlert,
  resolveAlert,
} from './alert.repository.ts';
export { seeAlert } from './see-alert.ts';
export { type MoneyRouteChange, tellMoneyRoute } from './tell-money-route.ts';
