import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { HOUR } from '../shared/clock.ts';
import { readCookie } from '../shared/http.ts';
import { randomHex } from '../shared/random.ts';
import type { Vault } from '../shared/secrets.ts';

const COOKIE = 'mpay.install';
const LIFETIME_MS = HOUR;

const State = z.object({
  /** Of the set-up code that was entered: a restart makes a new code, and the old state is worth nothing. */
  codeHash: z.string(),
  /** Proves that a form came from our own page. */
  token: z.string(),
  until: z.number(),
  /** '' is SQLite; absent until the step was passed. */
  databaseUrl: z.string().optional(),
  acceptedLawfulUse: z.boolean(),
});

/** What the wizard knows between two pages. */
export type WizardState = z.infer<typeof State>;

/** Keeps the state in a cookie that only this server can read: between the steps nothing is written here. */
export function createWizardStates({ vault, setupCode }: { vault: Vault; setupCode: string }) {
  const codeHash = createHash('sha256').update(setupCode).digest('hex').slice(0, 32);

  return {
    /** The state of a browser that has entered the right code within the last hour. */
    read(req: Request, now: number): WizardState | undefined {
      const sealed = readCookie(req, COOKIE);
      if (!sealed) return undefined;
      try {
        const state = State.parse(JSON.parse(vault.open(sealed)));
        return state.codeHash === codeHash && state.until > now ? state : undefined;
      } catch {
        return undefined;
      }
    },

    begin(now: number): WizardState {
      return { codeHash, token: randomHex(16), until: now + LIFETIME_MS, acceptedLawfulUse: false };
    },

    write(req: Request, res: Response, state: WizardState): void {
      res.cookie(COOKIE, vault.seal(JSON.stringify(state)), {
        httpOnly: true,
        sameSite: 'strict',
        secure: req.secure,
        path: '/install',
        maxAge: LIFETIME_MS,
      });
    },

    forget(res: Response): void {
      res.clearCookie(COOKIE, { path: '/install' });
    },
  };
}
