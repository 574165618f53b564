import { Router } from 'express';
import { listOpenAlerts, resolveAlert } from '../../flow/alerts/index.ts';
import { inTransaction } from '../../shared/db.ts';
import { noteOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';

const OPEN_AT_MOST = 500;

/** POST /console/alerts/:id/resolve: a person has seen it. One that is gone already is fine too. */
export function alertsRoutes(deps: Pick<ConsoleDeps, 'db' | 'clock'>): Router {
  const router = Router();

  router.post('/alerts/:id/resolve', async (req, res) => {
    const open = await listOpenAlerts(deps.db, OPEN_AT_MOST);
    const alert = open.find(({ id }) => String(id) === req.params.id);
    if (alert) {
      await inTransaction(deps.db, async (trx) => {
        await resolveAlert(trx, alert.subject, deps.clock.now());
        const { kind, accountId } = alert;
        await noteOf(deps.clock, req, res)(trx, 'alert.resolve', `alert ${alert.id}`, {
          alert: kind,
          accountId,
        });
      });
    }
    res.redirect(303, '/console?done=alertResolved');
  });

  return router;
}
