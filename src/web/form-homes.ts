import type { Router } from 'express';

export interface KnownRoute {
  method: string;
  /** As it was registered: "/orders/:tradeNo/close". */
  path: string;
}

/** Every route of the router and of the routers in it, in the order in which they are tried. */
export function routesOf({ stack }: Pick<Router, 'stack'>): KnownRoute[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) return isRouter(handle) ? routesOf(handle) : [];
    const paths = [route.path].flat().filter((path) => typeof path === 'string');
    const methods = [...new Set(route.stack.map(({ method }) => method))];
    return paths.flatMap((path) => methods.map((method) => ({ method, path })));
  });
}

/**
 * An address that only takes a form answers GET as well, by leading to the nearest page above it (or to `home`): the
 * answer to a form stands at the form's address, and is reloaded there, kept as a bookmark, and switched in language.
 * Goes after the router's own routes.
 */
export function leadFormsHome(router: Router, home = ''): void {
  const known = routesOf(router);
  const pages = new Set(known.filter(({ method }) => method === 'get').map(({ path }) => shapeOf(path)));
  const alone = known.filter(({ method, path }) => method === 'post' && !pages.has(shapeOf(path)));
  for (const { path } of alone) {
    const depth = depthOfPageAbove(path, pages);
    router.get(path, (req, res) => {
      const above = req.path.split('/').slice(0, depth + 1);
      res.redirect(303, depth === 0 ? home || '/' : req.baseUrl + above.join('/'));
    });
  }
}

/** How many of the path's parts make a page's address; 0: none do. */
function depthOfPageAbove(path: string, pages: ReadonlySet<string>): number {
  const parts = path.split('/').slice(1);
  for (let depth = parts.length - 1; depth > 0; depth--) {
    if (pages.has(shapeOf(`/${parts.slice(0, depth).join('/')}`))) return depth;
  }
  return 0;
}

/** Routes name their parameters as they like. */
function shapeOf(path: string): string {
  return path.replace(/:\w+/g, ':');
}

function isRouter(handle: unknown): handle is Router {
  return typeof handle === 'function' && Array.isArray((handle as Partial<Router>).stack);
}
