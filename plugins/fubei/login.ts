import { type PluginContext, SessionGone } from '#plugin-api';
import { logInToBills } from './bill-login.ts';
import { logInToPlates } from './plate-site.ts';
import { type BillSession, type Session, sessionOf } from './session.ts';
import { chooseStore } from './stores.ts';

/** 收款方式: `bill`: a bill for each order, the plate code where none can be made; `plate`: the plate code only. */
export function makesBills(settings: Readonly<Record<string, string>>): boolean {
  return settings.way !== 'plate';
}

/** Logs in to what the account needs: to both back ends where it makes bills. Throws PlatformError. */
export async function logIn(context: PluginContext): Promise<Session> {
  const bills = makesBills(context.settings) ? await logInWithStore(context) : null;
  await logInToPlates(context);
  const gavePage = sessionOf(context).plates?.doubt === 'page';
  return { plates: gavePage ? { doubt: 'after' } : {}, bills };
}

/** One that is gone at once is found by who needs it. */
async function logInWithStore(context: PluginContext): Promise<BillSession> {
  const bills = await logInToBills(context);
  return chooseStore(context, bills).catch((error: unknown) => {
    if (error instanceof SessionGone) return bills;
    throw error;
  });
}

/** The newer back end's; logged in to here where the account, as its settings are now, would not. */
export async function billSessionOf(context: PluginContext, session: Session): Promise<BillSession> {
  if (session.bills) return session.bills;
  session.bills = await logInToBills(context);
  context.keepSession(session);
  return session.bills;
}
