import compression from 'compression';
import { Router } from 'express';
import type { Assets } from './assets.ts';

const A_YEAR_MS = 365 * 24 * 3_600_000;

/**
 * GET /assets/<version>/<name>: files of public/ and of the packages that pages use. The current version may be
 * kept for ever; any other (an old page that is still open) gets the current file, to be asked for again.
 */
export function staticFiles(assets: Assets): Router {
  const router = Router();
  router.use('/assets', compression());
  router.get('/assets/:version/*name', (req, res, next) => {
    const name = [req.params.name].flat().join('/');
    const { file, root } = assets.fileOf(name);
    const current = isCurrent(assets, name, req.params.version);
    res.sendFile(
      file,
      { ...(root && { root }), maxAge: current ? A_YEAR_MS : 0, immutable: current, dotfiles: 'ignore' },
      (error) => {
        if (!error) return;
        if (res.headersSent) return next(error);
        res.set('Cache-Control', 'no-store').status(404).type('text').send('没有这个文件 No such file');
      },
    );
  });
  return router;
}

function isCurrent(assets: Assets, name: string, version: string): boolean {
  try {
    return !name.includes('..') && assets.versionOf(name) === version;
  } catch {
    return false;
  }
}
