import type { AddressInfo } from 'node:net';
import { startHouse } from './house.ts';
import { listenProblem } from './listen-problem.ts';
import { systemClock } from './shared/clock.ts';
import { ConfigError, loadConfig } from './shared/config.ts';
import { Refusal } from './shared/errors.ts';
import { createLog } from './shared/log.ts';
import { createHttpServer } from './web/index.ts';

/** How long open requests may still take after SIGTERM before they are cut. */
const LONGEST_GOODBYE_MS = 25_000;

async function main(): Promise<void> {
  const config = loadConfig();
  const log = createLog(config.logLevel);
  const house = await startHouse({ config, log, clock: systemClock });
  const server = createHttpServer((req, res) => house.handle(req, res));
  server.on('error', (error) => {
    const problem = listenProblem(error, config);
    if (problem) process.stderr.write(`${problem}\n`);
    else log.fatal({ err: error, port: config.port }, 'cannot_listen');
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    log.info({ port: (server.address() as AddressInfo).port, host: config.host }, 'listening');
  });

  let leaving = false;
  const leave = async (signal: string) => {
    if (leaving) process.exit(1);
    leaving = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), LONGEST_GOODBYE_MS).unref();
    house.endStreams();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeIdleConnections();
    });
    await house.stop();
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', () => void leave('SIGTERM'));
  process.on('SIGINT', () => void leave('SIGINT'));
}

main().catch((error: unknown) => {
  const isPlain = error instanceof ConfigError || error instanceof Refusal;
  process.stderr.write(`${isPlain ? error.message : (error as Error).stack}\n`);
  process.exit(1);
});
