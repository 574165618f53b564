import { Refusal } from '../shared/errors.ts';
import { findUserByName, recordAudit, setPassword } from '../users/index.ts';
import { readOptions, required } from './options.ts';
import { withServices } from './with-house.ts';

/** For whoever can't log in any more, or may have been found out: a new password; every login of the user ends. */
export async function userPassword(
  args: string[],
): Promise<{ id: number; username: string; sessionsEnded: number }> {
  const { options } = readOptions(args, ['username', 'password']);
  const username = required(options, 'username');
  const next = required(options, 'password');
  return withServices(async ({ db, clock, passwords }) => {
    const user = await findUserByName(db, username);
    if (!user) throw new Refusal('unknown_user', `there is no user called "${username.slice(0, 64)}"`);
    const who = { actor: 'terminal', action: 'user.password', subject: `user ${user.id}`, ip: null };
    const alsoDo = (trx: typeof db, sessionsEnded: number) =>
      recordAudit(trx, { ...who, at: clock.now(), detail: { sessionsEnded } });
    const sessionsEnded = await setPassword({ db, passwords }, { user, next, alsoDo });
    return { id: user.id, username: user.username, sessionsEnded };
  });
}
