import type { Request, Response } from 'express';
import { Refusal } from '../shared/errors.ts';
import { clientIp } from '../shared/http.ts';
import { createLoginThrottle, type LoginThrottle, waitText } from '../users/index.ts';
import { preferencesOf } from '../web/index.ts';
import { userOf } from './acting.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { formValues } from './form-values.ts';

/** Throws Refusal where the password in `field` is not the user's, or too many were tried. */
export type AskPassword = (req: Request, res: Response, field: string) => Promise<void>;

/** Before a key is shown. Whoever guesses must wait, on whichever page. */
export function createAskPassword(
  deps: Pick<ConsoleDeps, 'checkPassword'>,
  throttle: LoginThrottle = createLoginThrottle(),
): AskPassword {
  return async (req, res, field) => {
    const { t } = preferencesOf(res);
    const user = userOf(res);
    const ip = clientIp(req);
    const wrong = (message: string, status: number) =>
      new Refusal('wrong_password', message, { status, fields: [{ field, message }] });
    const wait = await throttle.begin(user.username, ip);
    if (wait > 0) throw wrong(t('login.blocked', { wait: waitText(wait, t) }), 429);
    const password = formValues(req.body)[field] ?? '';
    if (password === '' || !(await deps.checkPassword(user.id, password))) {
      throw wrong(t('console.merchant.wrongPassword'), 403);
    }
    await throttle.succeeded(user.username, ip);
  };
}
