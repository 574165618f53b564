import { describe, expect, onTestFinished, test } from 'vitest';
import {
  findInstalled,
  listInstalled,
  pluginsRevision,
  removeInstalled,
  saveInstalled,
  setInstalledEnabled,
} from '../../src/plugin-host/index.ts';
import { databases, openTestDatabase } from '../support/database.ts';

const recorded = {
  id: 'shoptill-own',
  kind: 'descriptor' as const,
  version: '1',
  content: '{"名":"示例"}',
  hosts: ['https://api.till.example.cn'],
  from: 'recorded' as const,
};

describe.each(databases)('installed plugins on $name', ({ name, available }) => {
  test.skipIf(!available)(
    'saved, changed, switched and removed; each change is one that others see',
    async () => {
      const place = await openTestDatabase(name);
      onTestFinished(() => place.close());
      const { db } = place;
      const seen = [await pluginsRevision(db)];
      const changed = async () => {
        const revision = await pluginsRevision(db);
        expect(seen).not.toContain(revision);
        seen.push(revision);
      };
      await saveInstalled(db, recorded, { by: 'keeper', now: 1_000 });
      await changed();
      expect(await findInstalled(db, recorded.id)).toEqual({
        ...recorded,
        ...{ manifest: null, enabled: true, installedAt: 1_000, installedBy: 'keeper', changedAt: 1_000 },
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
      expect(await setInstalledEnabled(db, recorded.id, false, 2_000)).toBe(true);
      await changed();
      const code = 'x'.repeat(300_000);
      const next = { ...recorded, version: '2', content: code, hosts: ['https://other.example'] };
      await saveInstalled(db, next, { by: 'somebody else', now: 3_000 });
      await changed();
      expect(await listInstalled(db)).toMatchObject([
        { ...next, enabled: false, installedAt: 1_000, installedBy: 'keeper', changedAt: 3_000 },
      ]);
      expect(await removeInstalled(db, recorded.id)).toBe(true);
      await changed();
      expect(await removeInstalled(db, recorded.id)).toBe(false);
      expect(await setInstalledEnabled(db, recorded.id, true, 4_000)).toBe(false);
      expect(await listInstalled(db)).toEqual([]);
      expect(await pluginsRevision(db)).toBe(seen.at(-1));
    },
  );
});
