import { type Request, type Response, Router } from 'express';
import {
  addUser,
  changeRole,
  endSessions,
  getUser,
  isRole,
  listSessionsOf,
  listUsers,
  type ManageUsersDeps,
  may,
  type Role,
  roles,
  SHORTEST_PASSWORD,
  setDisabled,
  type User,
} from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { AskPassword } from '../ask-password.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { formList, formValues, type Trouble, troubleOf } from '../form-values.ts';

interface MerchantName {
  pid: number;
  name: string;
}

/** A user as the list shows him. */
export interface ListedPerson {
  id: number;
  username: string;
  role: Role;
  /** Null: all there are. */
  merchants: MerchantName[] | null;
  isDisabled: boolean;
  /** The one who looks. */
  isSelf: boolean;
  createdAt: number;
  lastLoginAt: number | null;
}

export interface PeoplePage {
  people: ListedPerson[];
  done: DoneNotice | null;
}

/** The form's role and merchants. */
export interface RoleInputs {
  role: string;
  pids: number[];
}

export interface PersonPage {
  /** Null: a new one. */
  person: ListedPerson | null;
  roles: readonly Role[];
  merchants: MerchantName[];
  inputs: RoleInputs & { username: string };
  shortest: number;
  /** Where he is logged in now. */
  logins: number;
  /** True: also elsewhere than here. */
  hasOtherLogins: boolean;
  asksPassword: boolean;
  trouble: Trouble | null;
  done: DoneNotice | null;
}

/** /console/users: who may log in, with which role and for which merchants. */
export function peopleRoutes(deps: ConsoleDeps, askPassword: AskPassword): Router {
  const router = Router();
  const { db, clock, passwords, merchants } = deps;
  const users: ManageUsersDeps = {
    ...{ db, clock, passwords },
    listPids: async (trx) => (await merchants.listNames(trx, 'all')).map(({ pid }) => pid),
  };

  router.get('/users', may('users.see'), async (req, res) => {
    const names = await merchants.listNames(db, 'all');
    const people = (await listUsers(db)).map((user) => listed(user, names, res));
    const page = { people, done: doneNotice(req.query.done) };
    renderPage<PeoplePage>(res, 'console/people/list', { page });
  });

  router.get('/users/new', may('users.change'), async (_req, res) => {
    await showPerson(res, null, {});
  });

  router.post('/users/new', may('users.change'), async (req, res) => {
    const { t } = preferencesOf(res);
    const { username = '', password = '' } = formValues(req.body);
    const inputs = readRole(req);
    try {
      await askPassword.unlessConfirmed(req, res);
      await addUser(users, actorOf(res), { username, password, ...inputs });
      res.redirect(303, '/console/users?done=userAdded');
    } catch (error) {
      await showPerson(res, null, { inputs: { ...inputs, username }, trouble: troubleOf(error, t) });
    }
  });

  router.get('/users/:id', may('users.see'), async (req, res) => {
    await showPerson(res, await personOf(req), { done: String(req.query.done ?? '') });
  });

  router.post('/users/:id', may('users.change'), (req, res) =>
    act(req, res, 'userSaved', async ({ id }) => {
      await askPassword.unlessConfirmed(req, res);
      await changeRole(users, actorOf(res), id, readRole(req));
    }),
  );

  router.post('/users/:id/disable', may('users.change'), (req, res) =>
    act(req, res, 'userDisabled', ({ id }) => setDisabled(deps, actorOf(res), id, true)),
  );

  router.post('/users/:id/enable', may('users.change'), (req, res) =>
    act(req, res, 'userEnabled', async ({ id }) => {
      if (askPassword.isNeeded(req)) await askPassword(req, res, 'enable_password');
      await setDisabled(deps, actorOf(res), id, false);
    }),
  );

  router.post('/users/:id/end-sessions', may('users.change'), (req, res) =>
    act(req, res, 'sessionsEnded', ({ id }) => endSessions(deps, actorOf(res), id, req.sessionID)),
  );

  /** Does it and goes back to the person; a refusal is told on his page. */
  async function act(
    req: Request,
    res: Response,
    done: string,
    work: (user: User) => Promise<void>,
  ): Promise<void> {
    const { t } = preferencesOf(res);
    const user = await personOf(req);
    try {
      await work(user);
      res.redirect(303, `/console/users/${user.id}?done=${done}`);
    } catch (error) {
      const trouble = troubleOf(error, t);
      const typed = done === 'userSaved' ? { inputs: { ...readRole(req), username: user.username } } : {};
      await showPerson(res, user, { ...typed, trouble });
    }
  }

  function personOf(req: Request): Promise<User> {
    const id = String(req.params.id);
    return getUser(db, /^\d{1,9}$/.test(id) ? Number(id) : 0);
  }

  async function showPerson(
    res: Response,
    user: User | null,
    more: { inputs?: PersonPage['inputs']; trouble?: Trouble; done?: string },
  ): Promise<void> {
    const names = await merchants.listNames(db, 'all');
    const [only, ...others] = names;
    const fresh = { username: '', role: 'clerk', pids: only && others.length === 0 ? [only.pid] : [] };
    const { sessionID: thisSid } = res.req;
    const person = user && listed(user, names, res);
    const logins = user ? (await listSessionsOf(db, user.id, { now: clock.now(), thisSid })).length : 0;
    const page: PersonPage = {
      person,
      roles,
      merchants: names,
      inputs: more.inputs ?? user ?? fresh,
      shortest: SHORTEST_PASSWORD,
      logins,
      hasOtherLogins: logins > (person?.isSelf ? 1 : 0),
      asksPassword: askPassword.isNeeded(res.req),
      trouble: more.trouble ?? null,
      done: doneNotice(more.done),
    };
    renderPage<PersonPage>(res, 'console/people/person', { page, status: more.trouble?.status ?? 200 });
  }

  return router;
}

function listed(user: User, names: MerchantName[], res: Response): ListedPerson {
  const { id, username, role, pids, disabledAt, createdAt, lastLoginAt } = user;
  return {
    ...{ id, username, role, createdAt, lastLoginAt },
    merchants: role === 'owner' ? null : names.filter(({ pid }) => pids.includes(pid)),
    isDisabled: disabledAt !== null,
    isSelf: actorOf(res).userId === id,
  };
}

function readRole(req: Request): RoleInputs {
  const { role = '' } = formValues(req.body);
  const pids = formList(req.body, 'pids').filter((pid) => /^\d{1,9}$/.test(pid));
  return { role: isRole(role) ? role : '', pids: pids.map(Number) };
}
