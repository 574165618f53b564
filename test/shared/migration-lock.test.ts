import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../../src/shared/db.ts';
import { migrate } from '../../src/shared/migrate.ts';
import { aloneOn } from '../../src/shared/migration-lock.ts';
import { projectRoot } from '../../src/shared/paths.ts';
import { databases, openTestDatabase, type TestDatabase } from '../support/database.ts';
import { until } from '../support/until.ts';

describe.each(databases.filter(({ available }) => available))(
  'the lock of migrations on $name',
  ({ name }) => {
    let place: TestDatabase;
    afterEach(() => place.close());

    /** All but the last change is made. Returns that one. */
    async function allButOne(): Promise<string> {
      place = await openTestDatabase(name);
      const [last] = await place.db('schema_migrations').orderBy('name', 'desc').pluck('name');
      await place.db('schema_migrations').where({ name: last }).delete();
      return last;
    }
    const made = () => place.db('schema_migrations').pluck('name');

    test('whoever comes while another is at it waits for the end of it, and runs what is left', async () => {
      const last = await allButOne();
      const other = openDatabase(place);
      const told: string[] = [];
      let finish = () => {};
      const slow = aloneOn(other, async () => {
        told.push('at it');
        await new Promise<void>((resolve) => {
          finish = resolve;
        });
        told.push('done');
      });
      await until('the first has it', () => told.includes('at it'));
      const second = migrate(place.db).then((run) => told.push(`then ${run}`));
      // As long as the whole way takes where nobody is in it.
      const elsewhere = await openTestDatabase('sqlite', { migrated: false });
      await migrate(elsewhere.db);
      await elsewhere.close();
      expect(await made()).not.toContain(last);
      finish();
      await Promise.all([slow, second]);
      await other.destroy();
      expect(told).toEqual(['at it', 'done', `then ${last}`]);
    });

    test('a mark that was left in the table of a killed process keeps nobody waiting', async () => {
      const last = await allButOne();
      await place.db('schema_migrations_lock').update({ is_locked: 1 });
      expect(await migrate(place.db)).toEqual([last]);
    });

    test('what throws under it gives it back', async () => {
      place = await openTestDatabase(name, { migrated: false });
      const failing = aloneOn(place.db, () => Promise.reject(new Error('disk full')));
      await expect(failing).rejects.toThrow('disk full');
      expect(await aloneOn(place.db, async () => 'free')).toBe('free');
    });

    test('it ends with the process that holds it', async () => {
      const last = await allButOne();
      const source = (file: string) =>
        JSON.stringify(pathToFileURL(join(projectRoot, 'src/shared', file)).href);
      const holding = `
      const { openDatabase } = await import(${source('db.ts')});
      const { aloneOn } = await import(${source('migration-lock.ts')});
      const place = ${JSON.stringify({ databaseUrl: place.databaseUrl, dataDir: place.dataDir })};
      await aloneOn(openDatabase(place), () => new Promise(() => { console.log('held'); setInterval(() => {}, 1000); }));`;
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', holding], {
        cwd: projectRoot,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      const waiting = migrate(place.db);
      child.kill('SIGKILL');
      expect(await waiting).toEqual([last]);
    });
  },
);
