import { Router } from 'express';
import { protocolOf } from './flow/protocols/index.ts';
import { refuse } from './shared/errors.ts';
import type { Log } from './shared/log.ts';
import { say, saying } from './shared/saying.ts';
import { buyerErrors, preferences, securityHeaders, sendText, shopErrors } from './web/index.ts';

const shopAddresses = [
  ...['mapi.php', 'mapi', 'api.php', 'api', 'qrcode.php', 'qrcode'].flatMap((file) => [
    `/${file}`,
    `/xpay/epay/${file}`,
  ]),
  ...['/getOrderState', '/checkPayResult'],
];
const vmqAddresses = [
  '/createOrder',
  '/getOrder',
  '/checkOrder',
  '/closeOrder',
  '/appHeart',
  '/appPush',
  '/getState',
];
const buyerAddresses = ['/submit.php', '/submit', '/xpay', '/Pay'];

/** What shops, phones and buyers are told until the installation is done, each in its form. */
export function beforeInstallation({ log }: { log: Log }): Router {
  const router = Router();
  router.get('/healthz', (_req, res) => sendText(res, 200, 'ok'));
  router.get('/readyz', (_req, res) => {
    res.status(503).set('Cache-Control', 'no-store').json({ ready: false, reason: 'not_installed' });
  });
  router.use(shopAddresses, notInstalled, shopErrors({ log }));
  // The panels' old task has the address of V免签's query, with two parts more.
  router.use('/checkOrder/:pid', notInstalled, shopErrors({ log }));
  router.use(vmqAddresses, notInstalled, shopErrors({ log, ...protocolOf({ protocol: 'vmq' }).refusals }));
  // Without the digits that a phone takes for "understood": it keeps the message and sends it again.
  router.use('/mpayNotify', (_req, res) =>
    sendText(res, 503, say('device', saying('start.notInstalledYet'))),
  );
  router.use(buyerAddresses, preferences, securityHeaders('buyer'), notInstalled, buyerErrors({ log }));
  return router;
}

function notInstalled(): never {
  throw refuse('not_installed');
}
