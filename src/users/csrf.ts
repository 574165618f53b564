import { csrfSync } from 'csrf-sync';
import type { Request, RequestHandler, Response } from 'express';

/** The form field, and the header for scripts, in which a form proves that it came from our own page. */
export const CSRF_FIELD = '_csrf';
export const CSRF_HEADER = 'x-csrf-token';

const { csrfSynchronisedProtection, generateToken } = csrfSync({
  size: 32,
  getTokenFromRequest: (req) => {
    const field: unknown = (req.body as Record<string, unknown> | undefined)?.[CSRF_FIELD];
    const header = req.headers[CSRF_HEADER];
    return typeof field === 'string' ? field : typeof header === 'string' ? header : undefined;
  },
});

/**
 * Refuses (403) whatever would change something without this session's token. Goes after the session and after
 * the parser of form bodies; a form with files, whose body is parsed later, sends the header instead.
 */
export const csrfProtection: RequestHandler = csrfSynchronisedProtection;

/** Makes the token (once per session) for the page that is about to be rendered. */
export function issueCsrfToken(req: Request, res: Response): void {
  res.locals.csrfToken = generateToken(req);
}
