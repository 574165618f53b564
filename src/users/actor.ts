import { type Actor, covers, type Scope } from '../shared/actor.ts';
import { type DeedName, type Role, roleMay } from './deeds.ts';
import type { User } from './user.repository.ts';

/** A logged-in person: who acts, what he may do, and for which merchants. */
export interface UserActor extends Actor {
  userId: number;
  role: Role;
  /** Of which merchants he looks at lists just now: those of his scope, or the one of them that he chose. */
  shown: Scope;
  may(deed: DeedName): boolean;
}

/** `chosen`: the merchant that he chose to look at; one that is not his is no choice. */
export function actorOf(
  user: Pick<User, 'id' | 'username' | 'role' | 'pids'>,
  { ip, chosen }: { ip: string | null; chosen?: number | undefined },
): UserActor {
  const scope: Scope = user.role === 'owner' ? 'all' : user.pids;
  return {
    name: user.username,
    ip,
    scope,
    userId: user.id,
    role: user.role,
    shown: chosen !== undefined && covers(scope, chosen) ? [chosen] : scope,
    may: (deed) => roleMay(user.role, deed),
  };
}
