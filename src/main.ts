import type { AddressInfo } from 'node:net';
import { startHouse } from './house.ts';
import { invitation } from './invitation.ts';
import { listenProblem } from './listen-problem.ts';
import { systemClock } from './shared/clock.ts';
import { loadConfig } from './shared/config.ts';
import { HouseClock } from './shared/house-clock.ts';
import { inBoth } from './shared/in-both.ts';
import { createLog } from './shared/log.ts';
import { closeToOthers, createForOwnerOnly } from './shared/private-files.ts';
import { after } from './shared/timers.ts';
import { isForOwner, terminalWords } from './terminal-words.ts';
import { createHttpServer } from './web/index.ts';

/** How long open requests may still take after SIGTERM before they are cut. */
const LONGEST_GOODBYE_MS = 25_000;

async function main(): Promise<void> {
  createForOwnerOnly();
  const config = loadConfig();
  const log = createLog(config.logLevel);
  closeToOthers(config.dataDir, log);
  const house = await startHouse({ config, log, clock: new HouseClock(systemClock) });
  const server = createHttpServer((req, res) => house.handle(req, res));
  server.on('error', (error) => {
    const problem = listenProblem(error, config);
    if (problem) process.stderr.write(`${inBoth(problem)}\n`);
    else log.fatal({ err: error, port: config.port }, 'cannot_listen');
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    const { port } = server.address() as AddressInfo;
    log.info({ port, host: config.host }, 'listening');
    const setupCode = house.setupCode();
    // Whatever LOG_LEVEL says, and wherever the output goes: without it nobody gets in.
    if (setupCode !== null) process.stderr.write(`${invitation(setupCode, { ...config, port })}\n`);
  });

  let leaving = false;
  const leave = async (signal: string) => {
    if (leaving) process.exit(1);
    leaving = true;
    log.info({ signal }, 'stopping');
    after(LONGEST_GOODBYE_MS, () => process.exit(1), { keepsAlive: false });
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
  process.stderr.write(`${isForOwner(error) ? terminalWords(error) : (error as Error).stack}\n`);
  process.exit(1);
});
