import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { refuse } from '../shared/errors.ts';
import type { Log } from '../shared/log.ts';
import { say, saying } from '../shared/saying.ts';
import { buyerErrors, consoleErrors } from './errors.ts';
import { preferences } from './preferences.ts';
import { hasValidHost } from './request-host.ts';
import { securityHeaders } from './security-headers.ts';

const forPrograms = saying('protocol.unread.host');

const forBuyers = /^\/Pay(?:\/|$)|\/submit(?:\.php)?(?:\/|$)/i;
const forOwners = /^\/(?:console|install|doc|lang|theme)?(?:\/|$)/i;
const forV = /^\/(?:createOrder|getOrder|checkOrder|closeOrder|appHeart|appPush|getState)$/i;
const forPhones = /^\/mpayNotify(?:\/|$)/i;

/**
 * Refuses (400) a request whose Host is no host, before anything is made of it, in the form that each audience reads:
 * buyers and owners get a page, phones plain words, shops JSON.
 */
export function refuseBadHost({ log }: { log: Log }): RequestHandler {
  const pages: [audience: 'buyer' | 'console', render: ErrorRequestHandler][] = [
    ['buyer', buyerErrors({ log })],
    ['console', consoleErrors({ log })],
  ];
  return (req, res, next) => {
    if (hasValidHost(req)) return next();
    const audience = audienceOf(req);
    res.set('Cache-Control', 'no-store').set('X-Content-Type-Options', 'nosniff').status(400);
    if (audience === 'phone') return void res.type('text').send(say('device', forPrograms));
    const page = pages.find(([name]) => name === audience);
    if (!page) {
      return void res.json({
        code: -1,
        msg: say('shop', forPrograms),
        ...(audience === 'vmq' && { data: null }),
      });
    }
    preferences(req, res, () => {
      securityHeaders(page[0])(req, res, () => {
        page[1](refuse('bad_host'), req, res, next);
      });
    });
  };
}

function audienceOf({ path }: Request): 'buyer' | 'console' | 'phone' | 'vmq' | 'shop' {
  if (forPhones.test(path)) return 'phone';
  if (forV.test(path)) return 'vmq';
  if (forBuyers.test(path)) return 'buyer';
  return forOwners.test(path) ? 'console' : 'shop';
}
