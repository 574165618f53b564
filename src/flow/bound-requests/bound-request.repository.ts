import type { Db } from '../../shared/db.ts';
import { insertMissing } from '../../shared/insert-rows.ts';
import { findRow } from '../../shared/written-sql.ts';
import type { SignedRequest } from './signed-request.ts';

/**
 * first: nobody used the signature before. taken: an exact repetition of what was taken. refused: of what was refused,
 * with the code. changed: another body, which must not be believed.
 */
export type Binding = { is: 'first' | 'taken' | 'changed' } | { is: 'refused'; code: string };

export const TAKEN = 'taken';

/**
 * Binds a signed time to the first body that came under it, for good, with what became of that: TAKEN, or the code of the
 * refusal. A signature covers nothing else, so this is done with every one that is verified, whatever is wrong with its
 * message: in the transaction that takes it, or before it is refused.
 */
export async function bindRequest(
  db: Db,
  { replayKey, bodyHash, at }: SignedRequest,
  outcome: string,
): Promise<Binding> {
  const row = { replay_key: replayKey, body_hash: bodyHash, outcome, at };
  const added = await insertMissing(db, 'forwarded_requests', ['replay_key'], [row]);
  const before = added > 0 ? undefined : await findRequest(db, replayKey);
  if (!before) return { is: 'first' };
  if (before.body_hash !== bodyHash) return { is: 'changed' };
  return before.outcome === TAKEN ? { is: 'taken' } : { is: 'refused', code: before.outcome };
}

/** other: another body under a signature, one of the few that may be kept for a person. other_again: a retry of such a one. */
export type OtherBinding = 'other' | 'other_again' | 'changed';

/** Remembers up to `atMost` further bodies, so that each is answered alike however often it is sent. */
export async function bindOtherBody(
  trx: Db,
  { replayKey, bodyHash }: Pick<SignedRequest, 'replayKey' | 'bodyHash'>,
  atMost: number,
): Promise<OtherBinding> {
  const before = await findRequest(trx, replayKey);
  const others = (before?.other_hashes ?? '').split(',').filter(Boolean);
  if (others.includes(bodyHash)) return 'other_again';
  if (others.length >= atMost) return 'changed';
  const other_hashes = [...others, bodyHash].join(',');
  await trx('forwarded_requests').where({ replay_key: replayKey }).update({ other_hashes });
  return 'other';
}

/** Forgets what the time check refuses anyway. */
export async function forgetRequests(db: Db, before: number): Promise<number> {
  return db('forwarded_requests').where('at', '<', before).delete();
}

/** The only SQL on `forwarded_requests` is in this file. */
async function findRequest(
  db: Db,
  replayKey: string,
): Promise<{ body_hash: string; other_hashes: string; outcome: string } | undefined> {
  const columns = ['body_hash', 'other_hashes', 'outcome'];
  const row = await findRow(
    db,
    'forwarded_requests',
    { replay_key: replayKey },
    { columns, forUpdate: true },
  );
  return (
    row && {
      body_hash: String(row.body_hash),
      other_hashes: String(row.other_hashes),
      outcome: String(row.outcome),
    }
  );
}
