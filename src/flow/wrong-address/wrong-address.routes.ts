import { type NextFunction, type Request, type RequestHandler, type Response, Router } from 'express';
import { type Refusal, refuse, tell } from '../../shared/errors.ts';
import { formText, preferences, publicUrlOf, securityHeaders } from '../../web/index.ts';
import { bodyParams, queryParams, type TellRefusal } from '../intake/index.ts';
import { epayNumber, speaksV1 } from '../protocols/index.ts';
import { readWrongAddress, type WrongAddress } from './read-wrong-address.ts';

export interface WrongAddressDeps {
  /** PUBLIC_URL, or ''. */
  publicUrl: string;
  tellRefusal: TellRefusal;
}

const PATH_CHARS = 80;
const buyerHeaders = securityHeaders('buyer');
/** Forms of ours are posted there, and read by whoever they are for. */
const OWN_FORMS = /^\/(console|install|pay\/(console|qr))(\/|$)/i;

/**
 * Answers whoever came to an address that its shop has joined wrongly: JSON for a program, a page for a buyer (the
 * error renderer that follows makes it), and for both the address that the shop's owner must enter. Goes after all
 * that shops and devices ask and before the console, so that no buyer sees its login.
 */
export function createWrongAddressRouter(deps: WrongAddressDeps): Router {
  const router = Router();
  const readBody: RequestHandler[] = formText.map((read) => (req, res, next) => {
    if (req.method === 'POST' && !OWN_FORMS.test(req.path)) read(req, res, next);
    else next();
  });
  router.use(...readBody, answerWrongAddress(deps), preferences, buyerHeaders, sayToBuyer);
  // A form that could not be read; its sender is told as a buyer.
  router.use((error: unknown, req: Request, res: Response, next: NextFunction) => {
    preferences(req, res, () => buyerHeaders(req, res, () => next(error)));
  });
  return router;
}

/** The same for the forms of other people that are posted to the console's addresses; after they were read. */
export function createWrongFormRouter(deps: WrongAddressDeps): Router {
  const router = Router();
  router.post(/.*/, answerWrongAddress(deps), preferences, buyerHeaders, sayToBuyer);
  return router;
}

function answerWrongAddress({ publicUrl, tellRefusal }: WrongAddressDeps): RequestHandler {
  return (req, res, next) => {
    const path = req.originalUrl.replace(/[?#].*$/s, '');
    const params = Object.assign(Object.create(null), bodyParams(req.body), queryParams(req.originalUrl));
    const wrong = readWrongAddress(path, params, publicUrlOf(req, publicUrl));
    if (!wrong) return next('router');
    const refusal = refusalOf(wrong, path);
    tellRefusal({ door: 'address', refusal, params });
    if (wrong.asks === 'buyer') {
      res.locals.refusal = refusal;
      return next();
    }
    const answer = { code: epayNumber(refusal.code), msg: tell('shop', refusal) };
    res.status(wrong.isExact ? 200 : 404);
    res.json(wrong.protocol === 'vmq' ? { ...answer, code: -1, data: null } : answer);
  };
}

const sayToBuyer: RequestHandler = (_req, res, next) => next(res.locals.refusal);

function refusalOf({ protocol, how, right }: WrongAddress, path: string): Refusal {
  if (protocol === 'v2') return speaksV1();
  const variant = how === 'joined' ? protocol : 'whole';
  return refuse(`wrong_address.${variant}`, { path: path.slice(0, PATH_CHARS), right }, { reason: how });
}
