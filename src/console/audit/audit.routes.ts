import { Router } from 'express';
import { listAudit } from '../../flow/audit/index.ts';
import type { Lang } from '../../shared/i18n/index.ts';
import { may } from '../../users/index.ts';
import { preferencesOf, renderPage } from '../../web/index.ts';
import { actorOf } from '../acting.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type AuditLine, auditLine, type PluginWord } from './audit-words.ts';

const ROWS = 50;

export interface AuditPage {
  rows: AuditLine[];
  /** Null: this is the first page. */
  first: string | null;
  older: string | null;
}

/** GET /console/audit: who changed what. */
export function auditRoutes(deps: ConsoleDeps): Router {
  const router = Router();

  router.get('/audit', may('audit.see'), async (req, res) => {
    const { lang, t } = preferencesOf(res);
    const given = String(req.query.before ?? '');
    const before = /^\d{1,15}$/.test(given) ? Number(given) : undefined;
    const entries = await listAudit(deps.db, actorOf(res).shown, { before, limit: ROWS + 1 });
    const shown = entries.slice(0, ROWS);
    const last = shown.at(-1);
    const page: AuditPage = {
      rows: shown.map((entry) => auditLine(entry, { t, pluginWord: pluginWords(deps.plugins, lang) })),
      first: before === undefined ? null : '/console/audit',
      older: entries.length > ROWS && last ? `/console/audit?before=${last.id}` : null,
    };
    renderPage<AuditPage>(res, 'console/audit', { page });
  });

  return router;
}

function pluginWords(plugins: ConsoleDeps['plugins'], lang: Lang): PluginWord {
  const platforms = plugins.list().flatMap(({ platform }) => platform ?? []);
  return (name, word) => {
    if (name === 'platform') return platforms.find(({ id }) => id === word)?.name[lang];
    if (name !== 'kind') return undefined;
    // An entry need not name the platform, and two may call a kind differently.
    const kinds = platforms.flatMap((one) => (one.listening === 'forwarded' ? one.codeKinds : []));
    const called = kinds.filter(({ id }) => id === word).map((kind) => kind.name[lang]);
    return called.length === 0 ? undefined : [...new Set(called)].join(' / ');
  };
}
