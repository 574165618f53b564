import { type DestinationStream, destination, type Logger, pino } from 'pino';
import { systemClock } from './clock.ts';

export type Log = Logger;

/** Names under which a secret could slip into a log line; their values are replaced. */
const SECRET_NAMES = [
  'password',
  'key',
  'secret',
  'token',
  'cookie',
  'sign',
  'authorization',
  'appKey',
  'vmqKey',
  'databaseUrl',
];

/**
 * JSON lines on stderr (stdout belongs to the terminal twin's answers).
 * A line is an event name plus ids; `error` means that someone must act.
 */
export function createLog(
  level: string,
  stream: DestinationStream = destination({ fd: 2, sync: true }),
): Log {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(systemClock.now()).toISOString()}"`,
      redact: { paths: SECRET_NAMES.flatMap((name) => [name, `*.${name}`]), censor: '[hidden]' },
    },
    stream,
  );
}
