import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startHouse } from '../../src/house.ts';
import { captureLog } from './captured-log.ts';
import { TestClock } from './clock.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';
import { testConfig } from './start-app.ts';

export interface WizardSite {
  url: string;
  /** The database that it would be installed in. */
  db: TestDatabase['db'];
  setupCode(): string;
  stop(): Promise<void>;
}

/** The product as it is before anybody has installed it. */
export async function startWizardSite(): Promise<WizardSite> {
  const place = await openTestDatabase('sqlite', { migrated: false });
  const log = captureLog();
  const house = await startHouse({
    config: testConfig(place),
    log: log.log,
    clock: new TestClock(),
    withJobs: false,
    passwordCost: 4,
  });
  const server = createServer((req, res) => house.handle(req, res));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    db: place.db,
    setupCode: () => String(log.lines().find((line) => line.setupCode)?.setupCode ?? ''),
    async stop() {
      house.endStreams();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
      await house.stop();
      await place.close();
    },
  };
}
