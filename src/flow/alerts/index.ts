export {
  type Alert,
  type AlertKind,
  amendAlert,
  listOpenAlerts,
  listOpenAlertsOf,
  raiseAlert,
  resolveAlert,
} from './alert.repository.ts';
export { type MoneyRouteChange, tellMoneyRoute } from './tell-money-route.ts';
