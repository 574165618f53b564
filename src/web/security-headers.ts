import type { RequestHandler } from 'express';
import helmet from 'helmet';

/**
 * What browsers are told to refuse. No page has an inline script or style, so none may run.
 *
 * - `console`: console and installer; forms go to this site only, no other site may frame or embed anything.
 * - `buyer`: cashier and its errors. Browsers apply form-action to the redirect that follows a form too, and
 *   ours may lead to any shop; a shop may have opened the page in a window that it wants to keep hold of.
 *
 * Neither asks for https (`upgrade-insecure-requests`, HSTS): many installations begin on a plain http address,
 * and whoever terminates TLS decides for the whole domain.
 */
export function securityHeaders(audience: 'console' | 'buyer'): RequestHandler {
  const forConsole = audience === 'console';
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(forConsole && { formAction: ["'self'"] }),
      },
    },
    strictTransportSecurity: false,
    originAgentCluster: false,
    crossOriginOpenerPolicy: { policy: forConsole ? 'same-origin' : 'unsafe-none' },
    crossOriginResourcePolicy: { policy: forConsole ? 'same-origin' : 'cross-origin' },
    referrerPolicy: { policy: forConsole ? 'same-origin' : 'strict-origin-when-cross-origin' },
    xFrameOptions: { action: 'deny' },
  });
}
