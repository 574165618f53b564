export { type Assets, createAssets } from './assets.ts';
export { type ConsoleHosts, createConsoleHosts, learnConsoleHost } from './console-hosts.ts';
export {
  buyerErrors,
  consoleErrors,
  deviceErrors,
  type ErrorOptions,
  type ErrorPage,
  notFound,
  type ShopErrorOptions,
  shopErrors,
} from './errors.ts';
export { type KnownRoute, leadFormsHome, routesOf } from './form-homes.ts';
export { BODY_LIMIT, formText, multipartFields } from './form-text.ts';
export { createHttpServer } from './http-server.ts';
export { type Preferences, preferenceRoutes, preferences, preferencesOf, type Theme } from './preferences.ts';
export { publicUrlOf } from './public-url.ts';
export { refuseBadHost } from './refuse-bad-host.ts';
export {
  type MerchantChoice,
  type PageOptions,
  type PageUser,
  renderPage,
  useViews,
  type ViewGlobals,
} from './render.ts';
export { originOf } from './request-host.ts';
export { securityHeaders } from './security-headers.ts';
export { sendText } from './send-text.ts';
export { staticFiles } from './static.ts';
export { timeFormatter } from './time-formatter.ts';
export { sharesAddress, trustedProxy, untrustedProxyOf } from './trusted-proxy.ts';
export type { PageLink, Tone } from './view-helpers.ts';
