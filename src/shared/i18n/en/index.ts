import { buyer } from './buyer.ts';
import { cashier } from './cashier.ts';
import { causes } from './causes.ts';
import { common } from './common.ts';
import { console } from './console.ts';
import { consoleAccounts } from './console-accounts.ts';
import { consoleAudit } from './console-audit.ts';
import { consoleCauses } from './console-causes.ts';
import { consoleCodes } from './console-codes.ts';
import { consoleDevices } from './console-devices.ts';
import { consoleExport } from './console-export.ts';
import { consoleFixed } from './console-fixed.ts';
import { consoleHome } from './console-home.ts';
import { consoleListener } from './console-listener.ts';
import { consoleMerchants } from './console-merchants.ts';
import { consoleOrders } from './console-orders.ts';
import { consolePlugins } from './console-plugins.ts';
import { consoleReceipts } from './console-receipts.ts';
import { consoleRouting } from './console-routing.ts';
import { consoleShops } from './console-shops.ts';
import { consoleSignCheck } from './console-sign-check.ts';
import { consoleTexts } from './console-texts.ts';
import { consoleTrial } from './console-trial.ts';
import { correct } from './correct.ts';
import { descriptor } from './descriptor.ts';
import { errors } from './errors.ts';
import { install } from './install.ts';
import { packages } from './packages.ts';
import { people } from './people.ts';
import { platformFailures } from './platform-failures.ts';
import { problems } from './problems.ts';
import { protocol } from './protocol.ts';
import { recorder } from './recorder.ts';
import { refusalsDevice } from './refusals-device.ts';
import { refusalsOrders } from './refusals-orders.ts';
import { refusalsOwner } from './refusals-owner.ts';
import { refusalsShop } from './refusals-shop.ts';
import { refusalsStart } from './refusals-start.ts';
import { signIn } from './sign-in.ts';
import { start } from './start.ts';
import { toldTexts } from './told-texts.ts';

/** Every text of the pages in English; the keys are those of the Chinese dictionary. */
export const en = {
  ...common,
  ...signIn,
  ...errors,
  ...buyer,
  ...install,
  ...cashier,
  ...people,
  ...packages,
  ...consoleHome,
  ...consoleCauses,
  ...consoleOrders,
  ...consolePlugins,
  ...consoleReceipts,
  ...consoleAccounts,
  ...consoleCodes,
  ...consoleFixed,
  ...consoleMerchants,
  ...consoleRouting,
  ...consoleShops,
  ...consoleDevices,
  ...consoleListener,
  ...consoleTexts,
  ...consoleTrial,
  ...consoleExport,
  ...consoleSignCheck,
  ...consoleAudit,
  ...console,
  ...protocol,
  ...refusalsShop,
  ...refusalsDevice,
  ...toldTexts,
  ...refusalsOrders,
  ...refusalsOwner,
  ...refusalsStart,
  ...start,
  ...problems,
  ...platformFailures,
  ...causes,
  ...descriptor,
  ...recorder,
  ...correct,
};
