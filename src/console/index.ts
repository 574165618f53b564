import { Router } from 'express';
import type { ConsoleDeps } from './console-deps.ts';

export function createConsoleRouter(_deps: ConsoleDeps): Router {
  return Router();
}
