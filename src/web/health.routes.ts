import { Router } from 'express';
import type { Config } from '../shared/config.ts';
import type { Db } from '../shared/db.ts';
import { equalText } from '../shared/secrets.ts';
import { sendText } from './send-text.ts';

/** /healthz: the process answers. /readyz: the database answers too. /metrics: behind METRICS_TOKEN, off without one. */
export function healthRoutes({ db, config }: { db: Db; config: Pick<Config, 'metricsToken'> }): Router {
  const router = Router();
  const metrics = config.metricsToken ? collectMetrics() : null;

  router.get('/healthz', (_req, res) => sendText(res, 200, 'ok'));
  router.get('/readyz', async (_req, res) => {
    const ready = await db.raw('select 1').then(
      () => true,
      () => false,
    );
    sendText(res, ready ? 200 : 503, ready ? 'ready' : 'the database does not answer');
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
