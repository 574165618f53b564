import { recordAudit } from '../flow/audit/index.ts';
import type { Actor } from '../shared/actor.ts';
import type { Clock } from '../shared/clock.ts';
import { type Db, inTransaction } from '../shared/db.ts';
import { type FieldProblem, refuse } from '../shared/errors.ts';
import { refuseFields } from '../shared/refuse-fields.ts';
import { saying } from '../shared/saying.ts';
import { isRole, type Role } from './deeds.ts';
import { checkPassword, tellWeakness } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import { endSessionsOf } from './session-store.ts';
import {
  createUser,
  findUserById,
  lockOwners,
  saveDisabledAt,
  saveRole,
  type User,
} from './user.repository.ts';
import { isUsername, normalizeUsername } from './username.ts';

export interface ManageUsersDeps {
  db: Db;
  clock: Clock;
  passwords: Passwords;
  /** The merchants that there are. */
  listPids(db: Db): Promise<number[]>;
}

/** What somebody is to be: a role and, but for an owner, his merchants. */
export interface RoleForm {
  role: string;
  pids: readonly number[];
}

/** Adds a user and returns the id. Refusal that names each wrong field, or 'username_taken'. */
export async function addUser(
  deps: ManageUsersDeps,
  actor: Actor,
  form: RoleForm & { username: string; password: string },
): Promise<number> {
  const { db, clock, passwords } = deps;
  const username = normalizeUsername(form.username);
  const problems: FieldProblem[] = [];
  if (!isUsername(username)) problems.push({ field: 'username', problem: saying('username.invalid') });
  const weak = checkPassword(form.password, username);
  if (weak) problems.push({ field: 'password', problem: tellWeakness(weak) });
  const { role, pids } = await checkRole(deps, form, problems);
  const passwordHash = await passwords.hash(form.password);
  return inTransaction(db, async (trx) => {
    const now = clock.now();
    const id = await createUser(trx, { username, passwordHash, role, now });
    await saveRole(trx, id, role, pids);
    await note(trx, actor, now, 'user.add', id, { username, role, pids });
    return id;
  });
}

/** Gives a user another role or other merchants. Refusal that names each wrong field, or 'last_owner'. */
export async function changeRole(
  deps: ManageUsersDeps,
  actor: Actor,
  userId: number,
  form: RoleForm,
): Promise<void> {
  const { role, pids } = await checkRole(deps, form, []);
  await inTransaction(deps.db, async (trx) => {
    const owners = await lockOwners(trx);
    const before = await getUser(trx, userId);
    if (role !== 'owner') refuseLastOwner(owners, before);
    await saveRole(trx, userId, role, pids);
    const detail = { role: [before.role, role], pids: [before.pids, pids] };
    await note(trx, actor, deps.clock.now(), 'user.role', userId, detail);
  });
}

/** Keeps a user out, and ends his logins; or lets him in again. Refusal 'last_owner'. */
export async function setDisabled(
  deps: Pick<ManageUsersDeps, 'db' | 'clock'>,
  actor: Actor,
  userId: number,
  disabled: boolean,
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const owners = await lockOwners(trx);
    const before = await getUser(trx, userId);
    if (disabled) refuseLastOwner(owners, before);
    const now = deps.clock.now();
    await saveDisabledAt(trx, userId, disabled ? (before.disabledAt ?? now) : null);
    const sessionsEnded = disabled ? await endSessionsOf(trx, userId) : 0;
    const action = disabled ? 'user.disable' : 'user.enable';
    await note(trx, actor, now, action, userId, disabled ? { sessionsEnded } : {});
  });
}

/** Logs a user out everywhere, but for the login that asked. */
export async function endSessions(
  deps: Pick<ManageUsersDeps, 'db' | 'clock'>,
  actor: Actor,
  userId: number,
  keepSid?: string,
): Promise<void> {
  await inTransaction(deps.db, async (trx) => {
    const { id } = await getUser(trx, userId);
    const sessionsEnded = await endSessionsOf(trx, id, keepSid);
    await note(trx, actor, deps.clock.now(), 'session.end', id, { sessionsEnded });
  });
}

/** Throws Refusal 'unknown_user'. */
export async function getUser(db: Db, id: number): Promise<User> {
  const user = await findUserById(db, id);
  if (!user) throw refuse('unknown_user');
  return user;
}

async function checkRole(
  { db, listPids }: Pick<ManageUsersDeps, 'db' | 'listPids'>,
  form: RoleForm,
  problems: FieldProblem[],
): Promise<{ role: Role; pids: number[] }> {
  const { role } = form;
  if (!isRole(role)) problems.push({ field: 'role', problem: saying('people.roleMissing') });
  const known = await listPids(db);
  const pids = [...new Set(form.pids)].sort((one, other) => one - other);
  const unknown = pids.filter((pid) => !known.includes(pid));
  if (isRole(role) && role !== 'owner') {
    if (pids.length === 0) problems.push({ field: 'pids', problem: saying('people.merchantsMissing') });
    else if (unknown.length > 0)
      problems.push({
        field: 'pids',
        problem: saying('people.merchantUnknown', { pids: unknown.join(', ') }),
      });
  }
  if (problems.length > 0 || !isRole(role)) throw refuseFields('bad_user', problems);
  return { role, pids: role === 'owner' ? [] : pids };
}

/** Somebody must be left who can do everything. */
function refuseLastOwner(owners: number[], { id }: User): void {
  if (owners.includes(id) && owners.length === 1) throw refuse('last_owner');
}

function note(
  trx: Db,
  actor: Actor,
  at: number,
  action: string,
  userId: number,
  detail: Record<string, unknown>,
): Promise<void> {
  const { name, ip } = actor;
  return recordAudit(trx, { at, pid: null, actor: name, action, subject: `user ${userId}`, detail, ip });
}
