import type { Db } from '../../shared/db.ts';

/** first: nobody used it before. again: the same body, a retry. changed: another body, which must not be believed. */
export type Binding = 'first' | 'again' | 'changed';
/** other: another body too, one of the few that may be kept for a person. other_again: a retry of such a one. */
export type WiderBinding = Binding | 'other' | 'other_again';

interface SignedRequest {
  replayKey: string;
  bodyHash: string;
  now: number;
}

/** Binds a signed time to the first body that came under it: a signature covers nothing else. */
export async function bindRequest(trx: Db, request: SignedRequest): Promise<Binding> {
  const bound = await bindFewRequests(trx, request, 0);
  return bound === 'other' || bound === 'other_again' ? 'changed' : bound;
}

/**
 * As bindRequest, but up to `othersAtMost` further bodies are remembered, so that each is answered alike however often
 * it is sent. The only SQL on `forwarded_requests`.
 */
export async function bindFewRequests(
  trx: Db,
  { replayKey, bodyHash, now }: SignedRequest,
  othersAtMost: number,
): Promise<WiderBinding> {
  const known = async () =>
    (await trx('forwarded_requests')
      .where({ replay_key: replayKey })
      .forUpdate()
      .first('body_hash', 'other_hashes')) as { body_hash: string; other_hashes: string } | undefined;
  let before = await known();
  if (!before) {
    const row = { replay_key: replayKey, body_hash: bodyHash, at: now };
    await trx('forwarded_requests').insert(row).onConflict('replay_key').ignore();
    before = await known();
    // Two PCs of one merchant may sign for two accounts in the same second: the lock of the account is no help there.
    if (!before || before.body_hash === bodyHash) return 'first';
  }
  if (before.body_hash === bodyHash) return 'again';
  const others = before.other_hashes.split(',').filter(Boolean);
  if (others.includes(bodyHash)) return 'other_again';
  if (others.length >= othersAtMost) return 'changed';
  const other_hashes = [...others, bodyHash].join(',');
  await trx('forwarded_requests').where({ replay_key: replayKey }).update({ other_hashes });
  return 'other';
}

/** Forgets what the time check refuses anyway. */
export async function forgetRequests(db: Db, before: number): Promise<number> {
  return db('forwarded_requests').where('at', '<', before).delete();
}
