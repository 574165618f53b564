import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listAudit, recordAudit } from '../../../src/flow/audit/index.ts';
import { databases, openTestDatabase, type TestDatabase } from '../../support/database.ts';

for (const { name, available } of databases) {
  describe.skipIf(!available)(`the audit log on ${name}`, () => {
    let database: TestDatabase;
    beforeAll(async () => {
      database = await openTestDatabase(name);
    });
    afterAll(() => database.close());

    test('pages from the newest back to the first miss nothing and repeat nothing', async () => {
      const { db } = database;
      const entry = (n: number) => ({
        at: 1_000 + Math.floor(n / 3),
        pid: null,
        actor: 'admin',
        action: 'account.edit',
        subject: `account ${n}`,
        detail: { n, 文字: '改' },
        ip: n % 2 ? '203.0.113.5' : null,
      });
      for (let n = 1; n <= 7; n++) await recordAudit(db, entry(n));

      const first = await listAudit(db, 'all', { limit: 4 });
      await recordAudit(db, entry(8));
      const second = await listAudit(db, 'all', { before: first.at(-1)?.id, limit: 4 });
      expect([...first, ...second].map(({ subject }) => subject)).toEqual(
        [7, 6, 5, 4, 3, 2, 1].map((n) => `account ${n}`),
      );
      const { id, ...kept } = first[0] ?? { id: 0 };
      expect(id).toBeGreaterThan(0);
      expect(kept).toEqual(entry(7));
    });
  });
}
