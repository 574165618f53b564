import compression from 'compression';
import { Router } from 'express';
import { publicDir } from '../shared/paths.ts';
import { say, saying } from '../shared/saying.ts';
import type { Assets } from './assets.ts';

/** Whoever asks for a file names no language. */
const NO_FILE = `${say('zh', saying('error.noFile'))} ${say('en', saying('error.noFile'))}`;
const A_YEAR_MS = 365 * 24 * 3_600_000;

/**
 * GET /assets/<version>/<name>: files of public/, and style sheets joined of its parts. The current version may be
 * kept for ever; any other (an old page that is still open) gets the current file, to be asked for again.
 */
export function staticFiles(assets: Assets): Router {
  const router = Router();
  router.use('/assets', compression());
  router.get('/assets/:version/*name', (req, res, next) => {
    const name = [req.params.name].flat().join('/');
    const current = isCurrent(assets, name, req.params.version);
    const sheet = assets.sheetOf(name);
    if (sheet !== undefined) {
      res.set(
        'Cache-Control',
        current ? `public, max-age=${A_YEAR_MS / 1000}, immutable` : 'public, max-age=0',
      );
      res.type('css').send(sheet);
      return;
    }
    const options = { root: publicDir, maxAge: current ? A_YEAR_MS : 0, immutable: current };
    res.sendFile(name, { ...options, dotfiles: 'ignore' }, (error) => {
      if (!error) return;
      if (res.headersSent) return next(error);
      res.set('Cache-Control', 'no-store').status(404).type('text').send(NO_FILE);
    });
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
