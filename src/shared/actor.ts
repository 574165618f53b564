import type { Knex } from 'knex';

/** The merchants, by pid, whose things somebody may see or change. `all`: every one, and what belongs to none. */
export type Scope = 'all' | readonly number[];

/** Whoever does something: a person in the console, or the server's terminal. */
export interface Actor {
  /** As the audit log tells it: a user's name, or "terminal". */
  name: string;
  /** Null: at the terminal. */
  ip: string | null;
  scope: Scope;
}

/** Whoever sits at the server's terminal owns all there is. */
export const terminal: Actor = { name: 'terminal', ip: null, scope: 'all' };

/** True where the merchant's things are within the scope; null: what belongs to no merchant. */
export function covers(scope: Scope, pid: number | null): boolean {
  return scope === 'all' || (pid !== null && scope.includes(pid));
}

/** Bounds a query to the rows whose `column` (a pid) is within the scope. */
export function within<Query extends Knex.QueryBuilder>(query: Query, column: string, scope: Scope): Query {
  if (scope !== 'all') query.whereIn(column, [...scope]);
  return query;
}
