import { createHmac, hkdfSync } from 'node:crypto';
import type { Request, Response } from 'express';
import { DAY } from '../shared/clock.ts';
import { readCookie } from '../shared/http.ts';
import { randomHex } from '../shared/random.ts';
import { equalText } from '../shared/secrets.ts';
import type { User } from './user.repository.ts';

const COOKIE = 'mpay.known';
const KEPT_MS = 180 * DAY;

export interface KnownBrowsers {
  /** Marks the browser as one in which this user has logged in. It opens nothing: the password is still asked for. */
  remember(req: Request, res: Response, user: User, now: number): void;
  /** The mark, where it is of this user and its present password; null for every other browser. */
  find(req: Request, user: User | undefined, now: number): string | null;
}

/** Browsers are known by a signed cookie; a new password makes all of them strangers. */
export function createKnownBrowsers(appKey: string): KnownBrowsers {
  const key = Buffer.from(hkdfSync('sha256', appKey, '', 'mpay known browsers', 32));
  const sign = (user: User, at: string, mark: string) =>
    createHmac('sha256', key).update([user.id, user.passwordHash, at, mark].join(' ')).digest('base64url');

  return {
    remember(req, res, user, now) {
      const [at, mark] = [String(now), randomHex(16)];
      res.cookie(COOKIE, `${at}.${mark}.${sign(user, at, mark)}`, {
        httpOnly: true,
        sameSite: 'lax',
        secure: req.secure,
        path: '/console/login',
        maxAge: KEPT_MS,
      });
    },

    find(req, user, now) {
      const [at = '', mark = '', signature = ''] = (readCookie(req, COOKIE) ?? '').split('.');
      if (!user || !equalText(sign(user, at, mark), signature)) return null;
      return Number(at) > now - KEPT_MS ? mark : null;
    },
  };
}
