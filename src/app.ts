import express, { type Express, type Request, type RequestHandler } from 'express';
import { createConsoleRouter } from './console/index.ts';
import { docRoutes } from './docs-page/index.ts';
import { createCashierRouter, createStateRoute } from './flow/cashier/index.ts';
import {
  createPushRouter,
  createVmqAppRouter,
  createWrongDeviceAddressRouter,
  useUpShopSign,
} from './flow/forwarding/index.ts';
import type { Accepted } from './flow/intake/index.ts';
import { createOldCronRouter } from './flow/listening/index.ts';
import { notifications } from './flow/notifications/index.ts';
import { protocols, returnUrl, type ShopDoorDeps } from './flow/protocols/index.ts';
import type { RefusedRequest } from './flow/shop-refusals/index.ts';
import { createWrongAddressRouter, createWrongFormRouter } from './flow/wrong-address/index.ts';
import { tellGone } from './install/index.ts';
import type { Services } from './services.ts';
import type { Config } from './shared/config.ts';
import { createFailureLimit } from './shared/failure-limit.ts';
import { clientIp } from './shared/http.ts';
import type { Log } from './shared/log.ts';
import { isPublicAddress } from './shared/private-address.ts';
import { say, saying } from './shared/saying.ts';
import { createKnownBrowsers, createLoginThrottle, loginRoutes, sessions } from './users/index.ts';
import { healthRoutes } from './web/health.routes.ts';
import {
  buyerErrors,
  consoleErrors,
  createAssets,
  createConsoleHosts,
  notFound,
  originOf,
  preferenceRoutes,
  preferences,
  refuseBadHost,
  securityHeaders,
  shopErrors,
  staticFiles,
  trustedProxy,
  useViews,
} from './web/index.ts';

/** Shops join addresses carelessly: "//submit.php" is "/submit.php". Source: docs/reference/epay-v1.md, section 8. */
const oneSlash: RequestHandler = (req, _res, next) => {
  const mark = req.url.indexOf('?');
  const path = mark < 0 ? req.url : req.url.slice(0, mark);
  if (path.includes('//')) req.url = path.replace(/\/{2,}/g, '/') + req.url.slice(path.length);
  next();
};

const assets = createAssets({ cached: true });

/** What every audience's app has in common. */
export function bareApp(config: Config, log: Log): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', trustedProxy(config.trustProxy));
  app.set('query parser', 'simple');
  app.use(oneSlash);
  app.use(refuseBadHost({ log }));
  useViews(app, { assets, displayZone: config.displayZone, cached: true });
  return app;
}

/** Style sheets, scripts and pictures of every audience's pages. */
export const pageFiles: RequestHandler = staticFiles(assets);

/**
 * The installed shop-side and console, one router and one error renderer per audience; what is asked most often
 * comes first. `stopping` ends the open event streams.
 */
export function createApp(services: Services, stopping: AbortSignal): Express {
  const { config, db, clock, log } = services;
  const app = bareApp(config, log);
  const hosts = createConsoleHosts({ db, clock, config });
  const shop = { ...services, merchants: services.directory, returnUrl };

  if (!config.trustProxy) app.use(noticeProxy(services));
  app.use(createStateRoute(shop));
  const doors: ShopDoorDeps = {
    ...shop,
    allowPrivateNotify: config.allowPrivateNotify,
    failures: services.shopFailures,
    created: ({ tradeNo, accountId, created }: Accepted) => {
      if (accountId !== null) services.listener.nudge(accountId);
      // A cashier page that is still open shows what has become of it.
      if (!created) services.orderEvents.changed(tradeNo);
    },
    cashierAddress: (req: Request, tradeNo: string) =>
      `${config.cashierUrl || originOf(req)}/Pay/console/${tradeNo}`,
    tellRefusal: (refused: RefusedRequest) => services.shopRefusals.note(refused),
    useUpSign: (sign: string, payId: string) => useUpShopSign(db, { sign, payId, now: clock.now() }),
    findNotification: (tradeNo: string) => notifications.findNotification(db, tradeNo),
  };
  const wrongAddress = { publicUrl: config.publicUrl, tellRefusal: doors.tellRefusal };
  const push = { ...services.forwarding, failures: services.deviceFailures };
  // Before the shops': their /api answers whatever it doesn't know with a status that newer apps take for a success.
  app.use(createVmqAppRouter(push), shopErrors({ log }));
  for (const { createApi, refusals } of protocols)
    app.use(createApi(doors), shopErrors({ log, ...refusals }));
  app.use(createPushRouter(push), shopErrors({ log }));
  app.use(healthRoutes(services));

  app.use(pageFiles);
  app.use(createOldCronRouter(shop), shopErrors({ log }));
  const buyerDoors = protocols.flatMap(({ createBuyerDoor }) => createBuyerDoor?.(doors) ?? []);
  const wrongDeviceAddress = createWrongDeviceAddressRouter({ ...push, publicUrl: config.publicUrl });
  app.use(...buyerDoors, wrongDeviceAddress);
  app.use(createWrongAddressRouter(wrongAddress), buyerErrors({ log }));
  app.use(createCashierRouter({ ...shop, stopping }));
  app.use('/Pay', preferences, securityHeaders('buyer'), notFound, buyerErrors({ log }));
  app.use(preferences);

  app.get('/', (_req, res) => {
    res.redirect(302, '/console');
  });
  app.use(securityHeaders('console'), preferenceRoutes(), docRoutes(services));
  // Whose form can't be read is told as its owner: forms of ours are larger than those that stray here.
  app.use('/console', express.urlencoded({ extended: false, limit: '64kb' }), consoleErrors({ log }));
  app.use('/console', createWrongFormRouter(wrongAddress), buyerErrors({ log }));
  app.use('/console', hosts.guard, consoleErrors({ log }));
  app.use('/console', sessions({ db, clock, appKey: config.appKey }));
  app.use(
    loginRoutes({
      db,
      clock,
      passwords: services.passwords,
      throttle: createLoginThrottle(),
      newcomers: createFailureLimit({ points: 60, seconds: 60 }),
      known: createKnownBrowsers(config.appKey),
      loggedIn: hosts.learn,
    }),
  );
  app.use('/install', (_req, res) => tellGone(res));
  app.use(createConsoleRouter(services));
  app.use(notFound, consoleErrors({ log }));
  return app;
}

/**
 * A proxy on this machine or in its network that TRUST_PROXY does not name: every visitor would have its address, so
 * that limits hit all of them, and addresses that we give out would begin with http.
 */
function noticeProxy({ signs, log }: Services): RequestHandler {
  return (req, _res, next) => {
    if (!signs.untrustedProxy && req.headers['x-forwarded-for'] && !isPublicAddress(clientIp(req))) {
      signs.untrustedProxy = true;
      log.warn({ remedy: say('zh', saying('problem.proxyNotTrusted')) }, 'proxy_not_trusted');
    }
    next();
  };
}
