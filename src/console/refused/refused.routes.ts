import { Router } from 'express';
import { listRefusals, type ShopRefusal } from '../../flow/shop-refusals/index.ts';
import { readSetting, writeSetting } from '../../shared/settings.ts';
import { may, type UserActor } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type DoneNotice, doneNotice } from '../done.ts';
import { doorOf, type ExplainedRefusal, explainShopRefusal } from './explain-shop-refusal.ts';

const SHOWN = 100;
/** Up to when (ms) the owners, or another user, said that they saw them. */
function seenSetting({ role, userId }: UserActor): string {
  return role === 'owner' ? 'shop_refusals_seen_at' : `shop_refusals_seen_at:${userId}`;
}

export interface RefusedPage {
  refusals: (ShopRefusal & ExplainedRefusal & { address: string; isVmq: boolean; isNew: boolean })[];
  hasNew: boolean;
  done: DoneNotice | null;
}

/** /console/refused: what shops asked wrongly in the last days, why, and what to do. */
export function refusedRoutes(deps: Pick<ConsoleDeps, 'db' | 'clock' | 'shopRefusals'>): Router {
  const router = Router();
  const { db, clock } = deps;

  router.get('/refused', may('refused.see'), async (req, res) => {
    const { t } = preferencesOf(res);
    await deps.shopRefusals.write();
    const actor = actorOf(res);
    const seenAt = await refusalsSeenAt(db, actor);
    const refusals = (await listRefusals(db, actor.shown, SHOWN)).map((refusal) => ({
      ...refusal,
      ...explainShopRefusal(refusal, t),
      address: doorOf(refusal.door),
      isVmq: refusal.door.endsWith('Order'),
      isNew: refusal.lastAt > seenAt,
    }));
    const page = {
      refusals,
      hasNew: refusals.some(({ isNew }) => isNew),
      done: doneNotice(req.query.done),
    };
    renderPage<RefusedPage>(res, 'console/refused', { page });
  });

  router.post('/refused/seen', may('refused.see'), async (_req, res) => {
    await deps.shopRefusals.write();
    await writeSetting(db, seenSetting(actorOf(res)), String(clock.now()));
    res.redirect(303, '/console/refused?done=refusalsSeen');
  });

  return router;
}

export async function refusalsSeenAt(db: ConsoleDeps['db'], actor: UserActor): Promise<number> {
  return Number((await readSetting(db, seenSetting(actor))) ?? 0);
}
