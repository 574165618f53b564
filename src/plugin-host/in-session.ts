import type { PluginContext, PolledPlatform } from '../plugin-api/index.ts';
import { failures, isPlatformError, isSessionGone } from './plugin-failure.ts';
import type { Room } from './plugin-run.ts';

/**
 * Does what needs a session: logs in first where there is none, and once more where the platform doesn't know it any
 * more; then the same work once again. Nobody is asked anything. Throws PlatformError 'needsPerson' where only a person
 * gets on.
 */
export async function inSession<T>(
  platform: PolledPlatform,
  room: Room,
  work: (context: PluginContext) => Promise<T>,
): Promise<T> {
  const { password, handOver } = platform.login;
  const hasSession = password !== undefined || handOver !== undefined;
  const isNew = hasSession && room.context().session === null && (await room.cookies.kept()) === null;
  let isFresh = isNew && (await getIn(platform, room)) === 'loggedIn';
  for (;;) {
    try {
      return await work(room.context());
    } catch (error) {
      if (!isSessionGone(error)) throw error;
      if (isFresh) throw failures.refusedAfterLogin(platform);
    }
    isFresh = (await getIn(platform, room, { hadSession: true })) === 'loggedIn';
  }
}

/** With the session that another call got meanwhile, or with a login. */
async function getIn(
  platform: PolledPlatform,
  room: Room,
  { hadSession = false } = {},
): Promise<'loggedIn' | 'tookOver'> {
  const { bounds } = room;
  const { password } = platform.login;
  const newer = await bounds?.newerSession();
  if (!newer && hadSession) await bounds?.sessionEnded();
  if (!newer && !password) throw failures.needsPerson(platform);
  const others = newer ?? (await bounds?.beforeLogin(room.context().signal));
  if (others) {
    room.takeOver(others.session);
    return 'tookOver';
  }
  try {
    const step = await password?.(room.context());
    if (!step || !('done' in step)) throw failures.needsPerson(platform);
    room.context().keepSession(step.done);
  } catch (error) {
    throw (await bounds?.loginFailed(isPlatformError(error) ? error : failures.threw(platform))) ?? error;
  }
  await bounds?.loggedIn(await room.kept());
  return 'loggedIn';
}
