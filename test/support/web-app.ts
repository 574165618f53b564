import express, { type Express } from 'express';
import { createAssets, preferenceRoutes, preferences, staticFiles, useViews } from '../../src/web/index.ts';

/** An Express app with what every page needs, and nothing else. */
export function createWebApp(): Express {
  const app = express();
  const assets = createAssets({ cached: true });
  useViews(app, { assets, displayZone: 'Asia/Shanghai', cached: true });
  app.use(staticFiles(assets));
  app.use(preferences);
  app.use(preferenceRoutes());
  app.use(express.urlencoded({ extended: false }));
  return app;
}
