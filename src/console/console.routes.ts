import { Router, urlencoded } from 'express';
import { csrfProtection, requireLogin } from '../users/index.ts';
import { leadFormsHome } from '../web/index.ts';
import { accountLoginRoutes } from './accounts/account-login.routes.ts';
import { accountsRoutes } from './accounts/accounts.routes.ts';
import { codesRoutes } from './accounts/codes.routes.ts';
import { fixedCodesRoutes } from './accounts/fixed-codes.routes.ts';
import { limitsRoutes } from './accounts/limits.routes.ts';
import { createAskPassword } from './ask-password.ts';
import { auditRoutes } from './audit/audit.routes.ts';
import { createCalendar } from './calendar.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { exportRoutes } from './export/export.routes.ts';
import { alertsRoutes } from './home/alerts.routes.ts';
import { homeRoutes } from './home/home.routes.ts';
import { devicesRoutes } from './listeners/devices.routes.ts';
import { listenerRoutes } from './listeners/listener.routes.ts';
import { textsRoutes } from './listeners/texts.routes.ts';
import { merchantsRoutes } from './merchants/merchants.routes.ts';
import { orderRoutes } from './orders/order.routes.ts';
import { ordersRoutes } from './orders/orders.routes.ts';
import { peopleRoutes } from './people/people.routes.ts';
import { offerMerchants, scopeRoutes } from './people/scope.routes.ts';
import { indexRoutes } from './plugins/index.routes.ts';
import { installRoutes } from './plugins/install.routes.ts';
import { pluginsRoutes } from './plugins/plugins.routes.ts';
import { receiptRoutes } from './receipts/receipt.routes.ts';
import { receiptsRoutes } from './receipts/receipts.routes.ts';
import { correctRoutes } from './recorder/correct.routes.ts';
import { recordDraftRoutes } from './recorder/record-draft.routes.ts';
import { recordStartRoutes } from './recorder/record-start.routes.ts';
import { refusedRoutes } from './refused/refused.routes.ts';
import { routingRoutes } from './routing/routing.routes.ts';
import { securityRoutes } from './security/security.routes.ts';
import { signCheckRoutes } from './sign-check/sign-check.routes.ts';
import { trialRoutes } from './trial/trial.routes.ts';

/**
 * Everything under /console but login and logout, behind requireLogin. Goes after `sessions`, `preferences` and
 * `loginRoutes`, and must not come after a CSRF check of the app's own: the forms with files are parsed in here.
 */
export function createConsoleRouter(deps: ConsoleDeps): Router {
  const calendar = createCalendar(deps.config.displayZone);
  const askPassword = createAskPassword(deps);
  const pages = Router();
  pages.use(requireLogin(deps));
  pages.use(offerMerchants(deps));
  pages.use(urlencoded({ extended: false, limit: '64kb', parameterLimit: 200 }));
  pages.use(codesRoutes(deps, askPassword));
  pages.use(fixedCodesRoutes(deps, askPassword));
  pages.use(installRoutes(deps, askPassword));
  pages.use(recordStartRoutes(deps));
  pages.use(csrfProtection);
  pages.use(scopeRoutes());
  pages.use(homeRoutes(deps, calendar));
  pages.use(alertsRoutes(deps));
  pages.use(exportRoutes(deps, calendar));
  pages.use(ordersRoutes(deps, calendar));
  pages.use(orderRoutes(deps));
  pages.use(receiptsRoutes(deps, calendar));
  pages.use(receiptRoutes(deps));
  pages.use(accountsRoutes(deps, askPassword));
  pages.use(limitsRoutes(deps));
  pages.use(routingRoutes(deps));
  pages.use(trialRoutes(deps));
  pages.use(accountLoginRoutes(deps, askPassword));
  pages.use(listenerRoutes(deps, askPassword));
  pages.use(devicesRoutes(deps));
  pages.use(textsRoutes(deps));
  pages.use(pluginsRoutes(deps));
  pages.use(indexRoutes(deps));
  pages.use(recordDraftRoutes(deps, askPassword));
  pages.use(correctRoutes(deps, askPassword));
  pages.use(merchantsRoutes(deps, askPassword));
  pages.use(securityRoutes(deps, askPassword));
  pages.use(peopleRoutes(deps, askPassword));
  pages.use(refusedRoutes(deps));
  pages.use(signCheckRoutes(deps));
  pages.use(auditRoutes(deps));
  leadFormsHome(pages, '/console');

  const router = Router();
  router.use('/console', pages);
  return router;
}
