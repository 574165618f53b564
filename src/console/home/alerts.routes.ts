import { Router } from 'express';
import { seeAlert } from '../../flow/alerts/index.ts';
import { may } from '../../users/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { createLoad } from '../load.ts';

/** POST /console/alerts/:id/resolve: a person has seen it. */
export function alertsRoutes(deps: ConsoleDeps): Router {
  const router = Router();
  const load = createLoad(deps);

  router.post('/alerts/:id/resolve', may('alert.resolve'), async (req, res) => {
    const alert = await load.alertFor(actorOf(res), req.params.id);
    await seeAlert(deps, alert, actorOf(res));
    res.redirect(303, '/console?done=alertResolved');
  });

  return router;
}
