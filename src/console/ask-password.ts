import type { Request, Response } from 'express';
import { MINUTE } from '../shared/clock.ts';
import { refuseField } from '../shared/refuse-fields.ts';
import { saying } from '../shared/saying.ts';
import { createLoginThrottle, type LoginThrottle, waiting } from '../users/index.ts';
import { userOf } from './acting.ts';
import type { ConsoleDeps } from './console-deps.ts';
import { formValues } from './form-values.ts';

/** So long what was confirmed with the password need not be confirmed again. A login alone confirms nothing. */
const CONFIRMED_FOR_MS = 10 * MINUTE;

/** Where a form that changes something asks for the password besides. */
export const PASSWORD_FIELD = 'your_password';

export interface AskPassword {
  /** Throws Refusal where the password in `field` is not the user's, or too many were tried. */
  (req: Request, res: Response, field: string): Promise<void>;
  /** As above, in PASSWORD_FIELD, but a password that this session has typed in the last ten minutes will do. */
  unlessConfirmed(req: Request, res: Response): Promise<void>;
  /** False: a form need not ask, the password was typed lately. */
  isNeeded(req: Request): boolean;
}

/** Before a key is shown or money is led elsewhere. Whoever guesses must wait, on whichever page. */
export function createAskPassword(
  deps: Pick<ConsoleDeps, 'checkPassword' | 'clock'>,
  throttle: LoginThrottle = createLoginThrottle(),
): AskPassword {
  const isNeeded = (req: Request) =>
    (req.session.confirmedAt ?? Number.NEGATIVE_INFINITY) <= deps.clock.now() - CONFIRMED_FOR_MS;

  async function ask(req: Request, res: Response, field: string): Promise<void> {
    const user = userOf(res);
    const password = formValues(req.body)[field] ?? '';
    // By session: whoever stole one must not keep the owner from using his own.
    const guesser = { username: user.username, ip: req.sessionID };
    const attempt = await throttle.attempt(
      guesser,
      async () => password !== '' && deps.checkPassword(user.id, password),
    );
    if (attempt.right) {
      req.session.confirmedAt = deps.clock.now();
      return;
    }
    const { waitSeconds } = attempt;
    if (waitSeconds === 0)
      throw refuseField('wrong_password', field, saying('console.merchant.wrongPassword'));
    throw refuseField('too_many_guesses', field, saying('login.blocked', { wait: waiting(waitSeconds) }));
  }

  async function unlessConfirmed(req: Request, res: Response): Promise<void> {
    if ((formValues(req.body)[PASSWORD_FIELD] ?? '') === '' && !isNeeded(req)) return;
    await ask(req, res, PASSWORD_FIELD);
  }

  return Object.assign(ask, { unlessConfirmed, isNeeded });
}
