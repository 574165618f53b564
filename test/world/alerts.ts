import { listOpenAlertsOf } from '../../src/flow/alerts/index.ts';
import type { Db } from '../../src/shared/db.ts';
import type { Truth } from './truth.ts';
import type { WalletApp } from './wallet-app.ts';

/** More than a world has. */
const ALL = 500;

/** Of what the day's numbers prove lost the owner is told, no less and no more; and of a phone that hides what it shows. */
export async function checkAlerts(db: Db, truth: Truth, apps: readonly WalletApp[]): Promise<void> {
  const lost = await listOpenAlertsOf(db, 'lost_messages', ALL);
  const hidden = await listOpenAlertsOf(db, 'hidden_text', ALL);
  for (const app of apps) {
    const { name, accountId } = app.till;
    const { least, most } = app.lost();
    const told = lost
      .filter((alert) => alert.accountId === accountId)
      .reduce((sum, { detail }) => sum + Number(detail.messages), 0);
    if (told < least || told > most)
      truth.wrong(`${name}: ${told} messages are told lost, and ${least} to ${most} were`);
    const isTold = hidden.some((alert) => alert.accountId === accountId);
    if (isTold !== app.hidden > 0 && (isTold || app.isHiddenTaken))
      truth.wrong(`${name}: hidden texts ${app.hidden}, and the owner ${isTold ? 'is' : 'is not'} told`);
  }
}
