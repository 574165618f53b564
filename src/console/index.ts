/** The merchant's own pages. They call the steps and own no table. */
export { createConsoleRouter } from './console.routes.ts';
export type { ConsoleDeps } from './console-deps.ts';
