import type { Db } from '../../shared/db.ts';

/**
 * Binds a signed time to the first body that came under it: a signature covers nothing else.
 * 'first': nobody used it before. 'again': the same body, a retry. 'changed': another body, which must not be believed.
 * The only SQL on `forwarded_requests`.
 */
export async function bindRequest(
  trx: Db,
  request: { replayKey: string; bodyHash: string; now: number },
): Promise<'first' | 'again' | 'changed'> {
  const known = async () =>
    (await trx('forwarded_requests').where({ replay_key: request.replayKey }).first('body_hash')) as
      | { body_hash: string }
      | undefined;
  const before = await known();
  if (before) return before.body_hash === request.bodyHash ? 'again' : 'changed';
  await trx('forwarded_requests').insert({
    replay_key: request.replayKey,
    body_hash: request.bodyHash,
    at: request.now,
  });
  return 'first';
}

/** Forgets what the time check refuses anyway. */
export async function forgetRequests(db: Db, before: number): Promise<number> {
  return db('forwarded_requests').where('at', '<', before).delete();
}
