import type { Config } from './shared/config.ts';
import { type Saying, saying } from './shared/saying.ts';

/** Why nothing can be served at HOST and PORT and what to do; null for a cause unknown to us. */
export function listenProblem(
  error: NodeJS.ErrnoException,
  { host, port }: Pick<Config, 'host' | 'port'>,
): Saying | null {
  switch (error.code) {
    case 'EADDRINUSE':
      return saying('start.portTaken', { port, other: port === 8080 ? 8081 : 8080 });
    case 'EACCES':
      return saying('start.portNotAllowed', { port });
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return saying('start.hostNotOurs', { host });
    default:
      return null;
  }
}
