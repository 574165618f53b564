import { recordAudit } from '../flow/audit/index.ts';
import type { Services } from '../services.ts';
import { terminal } from '../shared/actor.ts';
import { refuse } from '../shared/errors.ts';
import {
  addUser,
  changeRole,
  findUserByName,
  getUser,
  listUsers,
  type ManageUsersDeps,
  roles,
  setPassword,
  type User,
} from '../users/index.ts';
import { namingOptions, type Options, oneOf, readOptions, required, wholeNumber } from './options.ts';
import { type Terminal, withServices } from './with-house.ts';

/** A user as the terminal tells of him: never his password. */
interface ListedUser {
  id: number;
  username: string;
  role: string;
  /** 'all' for an owner. */
  merchants: number[] | 'all';
  disabled: boolean;
}

const optionOfField = { pids: 'merchants' };

/** A person who may log in: --role, and but for an owner his --merchants. */
export async function userAdd(args: string[], place: Terminal): Promise<ListedUser> {
  const { options } = readOptions(args, ['username', 'password', 'role', 'merchants']);
  const username = required(options, 'username');
  const password = required(options, 'password');
  const form = roleForm(options);
  return withServices(place, async (services) => {
    const id = await namingOptions(optionOfField, () =>
      addUser(depsOf(services), terminal, { username, password, ...form }),
    );
    return listed(await getUser(services.db, id));
  });
}

/** Another role, or other merchants. */
export async function userRole(args: string[], place: Terminal): Promise<ListedUser> {
  const { options } = readOptions(args, ['username', 'role', 'merchants']);
  const username = required(options, 'username');
  const form = roleForm(options);
  return withServices(place, async (services) => {
    const { id } = await userNamed(services, username);
    await namingOptions(optionOfField, () => changeRole(depsOf(services), terminal, id, form));
    return listed(await getUser(services.db, id));
  });
}

export async function userList(args: string[], place: Terminal): Promise<ListedUser[]> {
  readOptions(args, []);
  return withServices(place, async ({ db }) => (await listUsers(db)).map(listed));
}

/** For whoever can't log in any more, or may have been found out: a new password; every login of the user ends. */
export async function userPassword(
  args: string[],
  place: Terminal,
): Promise<{ id: number; username: string; sessionsEnded: number }> {
  const { options } = readOptions(args, ['username', 'password']);
  const username = required(options, 'username');
  const next = required(options, 'password');
  return withServices(place, async (services) => {
    const { db, clock, passwords } = services;
    const user = await userNamed(services, username);
    const who = { actor: terminal.name, ip: null, pid: null };
    const what = { action: 'user.password', subject: `user ${user.id}` };
    const alsoDo = (trx: typeof db, sessionsEnded: number) =>
      recordAudit(trx, { ...who, ...what, at: clock.now(), detail: { sessionsEnded } });
    const sessionsEnded = await setPassword({ db, passwords }, { user, next, alsoDo });
    return { id: user.id, username: user.username, sessionsEnded };
  });
}

function depsOf({ db, clock, passwords, merchants }: Services): ManageUsersDeps {
  const listPids = async (trx: typeof db) => (await merchants.listNames(trx, 'all')).map(({ pid }) => pid);
  return { db, clock, passwords, listPids };
}

function roleForm(options: Options<'role' | 'merchants'>) {
  const role = oneOf('role', required(options, 'role'), roles);
  const given = options.merchants?.split(',') ?? [];
  if (role === 'owner' && given.length > 0) throw refuse('usage.ownerMerchants');
  return { role, pids: given.map((pid) => wholeNumber('merchants', pid.trim())) };
}

async function userNamed({ db }: Services, username: string): Promise<User> {
  const user = await findUserByName(db, username);
  if (!user) throw refuse('usage.noUser', { username: username.slice(0, 64) });
  return user;
}

function listed({ id, username, role, pids, disabledAt }: User): ListedUser {
  return { id, username, role, merchants: role === 'owner' ? 'all' : pids, disabled: disabledAt !== null };
}
