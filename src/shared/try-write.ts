import { type Db, retryBrokenOff } from './db.ts';
import { writeSetting } from './settings.ts';

const NAME = 'write_tried_at';

/** Writes one small row, to the disk: rejects where the database can be read but takes nothing in. */
export async function tryWrite(db: Db, now: number): Promise<void> {
  await retryBrokenOff(() => writeSetting(db, NAME, String(now)));
}
