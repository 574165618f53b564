import { Router } from 'express';
import type { Clock } from '../shared/clock.ts';
import type { Config } from '../shared/config.ts';
import type { Db } from '../shared/db.ts';
import { equalText } from '../shared/secrets.ts';
import { createReadiness } from './readiness.ts';
import { sendText } from './send-text.ts';

/**
 * /healthz: the process answers. /readyz: the database takes writes in too, else 503 with the reason; JSON.
 * /metrics: behind METRICS_TOKEN, off without one.
 */
export function healthRoutes({
  db,
  clock,
  config,
}: {
  db: Db;
  clock: Clock;
  config: Pick<Config, 'metricsToken'>;
}): Router {
  const router = Router();
  const readiness = createReadiness({ db, clock });
  const metrics = config.metricsToken ? collectMetrics() : null;

  router.get('/healthz', (_req, res) => sendText(res, 200, 'ok'));
  router.get('/readyz', async (_req, res) => {
    const told = await readiness();
    res
      .status(told.ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json(told);
  });
  router.get('/metrics', async (req, res) => {
    const given = req.get('authorization')?.replace(/^Bearer /i, '') ?? '';
    if (!metrics || !equalText(given, config.metricsToken)) return sendText(res, 404, 'not found');
    const registry = await metrics;
    res
      .set('Content-Type', registry.contentType)
      .set('Cache-Control', 'no-store')
      .send(await registry.metrics());
  });
  return router;
}

/** Loaded for those only who read them: on a small server the library's memory is worth more. */
async function collectMetrics() {
  const { collectDefaultMetrics, Registry } = await import('prom-client');
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}
