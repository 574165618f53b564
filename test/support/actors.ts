import type { Actor } from '../../src/shared/actor.ts';

/** A person who may do everything, at a browser of this machine. */
export function actorNamed(name: string): Actor {
  return { name, ip: '127.0.0.1', scope: 'all' };
}
