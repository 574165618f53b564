import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { type SessionData, Store } from 'express-session';
import { type Clock, DAY, HOUR, MINUTE } from '../shared/clock.ts';
import type { Db } from '../shared/db.ts';
import { clientIp } from '../shared/http.ts';

declare module 'express-session' {
  interface SessionData {
    /** Who is logged in; absent before the login. */
    userId?: number;
    /** When the password was last typed to confirm something; ms. */
    confirmedAt?: number;
    /** What the table says of this session; never saved with its data. */
    stored?: StoredSession;
  }
}

interface StoredSession {
  until: number;
  /** When its user logged in; null before that. */
  startedAt: number | null;
  seenAt: number;
  ip: string | null;
}

/** A login ends this long after the last visit... */
export const SESSION_LIFETIME_MS = 7 * DAY;
/** ...and at the latest this long after it began, however often it is used. */
export const LONGEST_SESSION_MS = 30 * DAY;

/** A form that waits for its login needs no week. */
const ANONYMOUS_LIFETIME_MS = HOUR;

/** A visit moves the end of a session; the table hears of it this much later at most. */
const WRITE_AT_MOST_EVERY_MS = 5 * MINUTE;
const MAX_AGENT = 300;

type Done = (error?: unknown) => void;

interface Visitor {
  ip: string;
  agent: string;
}

const visitors = new WeakMap<object, Visitor>();

/** Lets the table know who uses the request's session, when that is written next. */
export function noteVisitor(req: Request): void {
  // A NUL or half a character is nothing that every database keeps.
  const agent = (req.get('user-agent') ?? '').replace(/[^\x20-\x7e]/g, '?').slice(0, MAX_AGENT);
  visitors.set(req.session, { ip: clientIp(req), agent });
}

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
      .first('data', 'expires_at', 'started_at', 'seen_at', 'ip');
    if (!row) return null;
    const stored: StoredSession = {
      until: Number(row.expires_at),
      startedAt: row.started_at === null ? null : Number(row.started_at),
      seenAt: Number(row.seen_at ?? 0),
      ip: row.ip === null ? null : String(row.ip),
    };
    return { ...(JSON.parse(String(row.data)) as SessionData), stored };
  }

  private async save(sid: string, session: SessionData): Promise<void> {
    const { stored, ...data } = session;
    const row = { user_id: session.userId ?? null, data: JSON.stringify(data), ...this.visitOf(session) };
    const sessions = this.db('sessions');
    const hash = hashSid(sid);
    if (stored !== undefined) return void (await sessions.where({ sid: hash }).update(row));
    const started_at = session.userId === undefined ? null : this.clock.now();
    await sessions
      .insert({ sid: hash, ...row, started_at })
      .onConflict('sid')
      .merge();
  }

  private async prolong(sid: string, session: SessionData): Promise<void> {
    const { seenAt = 0, ip = null } = session.stored ?? {};
    const from = visitors.get(session)?.ip;
    const isElsewhere = from !== undefined && from !== (ip ?? '');
    if (this.clock.now() - seenAt < WRITE_AT_MOST_EVERY_MS && !isElsewhere) return;
    await this.db('sessions')
      .where({ sid: hashSid(sid) })
      .update(this.visitOf(session));
  }

  private visitOf(session: SessionData) {
    const now = this.clock.now();
    return { expires_at: this.endOf(session, now), seen_at: now, ...visitors.get(session) };
  }

  private endOf({ userId, stored }: SessionData, now: number): number {
    if (userId === undefined) return now + ANONYMOUS_LIFETIME_MS;
    return Math.min(now + SESSION_LIFETIME_MS, (stored?.startedAt ?? now) + LONGEST_SESSION_MS);
  }
}

/** One login of a user, as a page lists it. */
export interface UserSession {
  /** Names it on pages; opens nothing. */
  id: string;
  startedAt: number | null;
  seenAt: number | null;
  ip: string;
  agent: string;
  isThis: boolean;
}

/** The user's logins that have not ended, the one used last first. */
export async function listSessionsOf(
  db: Db,
  userId: number,
  { now, thisSid }: { now: number; thisSid: string },
): Promise<UserSession[]> {
  const rows = await db('sessions')
    .where({ user_id: userId })
    .where('expires_at', '>', now)
    .orderBy('seen_at', 'desc');
  return rows.map((row) => ({
    id: String(row.sid),
    startedAt: row.started_at === null ? null : Number(row.started_at),
    seenAt: row.seen_at === null ? null : Number(row.seen_at),
    ip: String(row.ip ?? ''),
    agent: String(row.agent ?? ''),
    isThis: row.sid === hashSid(thisSid),
  }));
}

/** Ends one session of the user, by the id that the list names; false when it was over already. */
export async function endSessionById(db: Db, userId: number, id: string): Promise<boolean> {
  return (await db('sessions').where({ user_id: userId, sid: id }).delete()) > 0;
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
