import { createHash } from 'node:crypto';
import { type SessionData, Store } from 'express-session';
import { type Clock, DAY, HOUR, MINUTE } from '../shared/clock.ts';
import type { Db } from '../shared/db.ts';

declare module 'express-session' {
  interface SessionData {
    /** Who is logged in; absent before the login. */
    userId?: number;
    /** What the table says about this session's end; never saved. */
    storedUntil?: number;
  }
}

export const SESSION_LIFETIME_MS = 7 * DAY;

/** A form that waits for its login needs no week. */
const ANONYMOUS_LIFETIME_MS = HOUR;

/** A visit moves the end of a session; the table hears of it this much later at most. */
const WRITE_AT_MOST_EVERY_MS = 5 * MINUTE;

type Done = (error?: unknown) => void;

/**
 * express-session over our `sessions` table. The table holds the SHA-256 of a session's id, so that a stolen copy
 * of it opens nothing. A session that was ended stays ended: a request still under way can't write it back.
 */
export class SessionStore extends Store {
  constructor(
    private readonly db: Db,
    private readonly clock: Clock,
  ) {
    super();
  }

  override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
    this.find(sid).then((session) => done(null, session), done);
  }

  override set(sid: string, session: SessionData, done: Done = () => {}): void {
    this.save(sid, session).then(() => done(), done);
  }

  override touch(sid: string, session: SessionData, done: Done = () => {}): void {
    this.prolong(sid, session).then(() => done(), done);
  }

  override destroy(sid: string, done: Done = () => {}): void {
    this.db('sessions')
      .where({ sid: hashSid(sid) })
      .delete()
      .then(() => done(), done);
  }

  private async find(sid: string): Promise<SessionData | null> {
    const row = await this.db('sessions')
      .where({ sid: hashSid(sid) })
      .where('expires_at', '>', this.clock.now())
      .first('data', 'expires_at');
    if (!row) return null;
    return { ...(JSON.parse(String(row.data)) as SessionData), storedUntil: Number(row.expires_at) };
  }

  private async save(sid: string, session: SessionData): Promise<void> {
    const { storedUntil, ...data } = session;
    const row = {
      user_id: session.userId ?? null,
      data: JSON.stringify(data),
      expires_at: this.endOf(session),
    };
    const sessions = this.db('sessions');
    const hash = hashSid(sid);
    if (storedUntil === undefined)
      await sessions
        .insert({ sid: hash, ...row })
        .onConflict('sid')
        .merge();
    else await sessions.where({ sid: hash }).update(row);
  }

  private async prolong(sid: string, session: SessionData): Promise<void> {
    const end = this.endOf(session);
    if (end - (session.storedUntil ?? 0) < WRITE_AT_MOST_EVERY_MS) return;
    await this.db('sessions')
      .where({ sid: hashSid(sid) })
      .update({ expires_at: end });
  }

  private endOf(session: SessionData): number {
    return this.clock.now() + (session.userId === undefined ? ANONYMOUS_LIFETIME_MS : SESSION_LIFETIME_MS);
  }
}

/** Ends every session of a user, or all but the one whose id is given: after a change of password. */
export async function endSessionsOf(db: Db, userId: number, exceptSid?: string): Promise<number> {
  const sessions = db('sessions').where({ user_id: userId });
  if (exceptSid !== undefined) sessions.whereNot({ sid: hashSid(exceptSid) });
  return sessions.delete();
}

/** For a job: removes sessions that have ended and returns how many. */
export async function purgeSessions(db: Db, now: number): Promise<number> {
  return db('sessions').where('expires_at', '<=', now).delete();
}

function hashSid(sid: string): string {
  return createHash('sha256').update(sid, 'utf8').digest('hex');
}
