import type { Db } from '../../shared/db.ts';
import { sharedWrite } from '../../shared/shared-write.ts';
import { letGo } from './notification.repository.ts';

interface Holder {
  db: Db;
  owner: string;
}

interface Left {
  tradeNo: string;
  host: string;
}

/** Lets go of notifications that this process holds and has not sent; those of one moment share a statement. */
export function createLetGo(holder: Holder): (tradeNo: string, host: string) => Promise<void> {
  return (tradeNo, host) => write(holder, { tradeNo, host });
}

const write = sharedWrite(
  ({ db }: Holder) => db,
  async (db, left: Left[], { owner }) => {
    for (const host of new Set(left.map((one) => one.host))) {
      const tradeNos = left.filter((one) => one.host === host).map(({ tradeNo }) => tradeNo);
      await letGo(db, { tradeNos, host, owner });
    }
    return left.map(() => undefined);
  },
  { transaction: false },
);
