import { jsonOf, PlatformError, type PluginContext } from '#plugin-api';

/** The merchant back end as its own pages use it (docs/reference/aggregators.md, section 2). */
export const HOST = 'xym.ysepay.com';
export const DEFAULT_BASE_URL = `https://${HOST}`;
const PREFIX = '/saas_merchant_management';

/** What its answers have in common. `accepted`: `code` 0 (B); which codes mean what else is unknown (U). */
export interface Answer {
  accepted: boolean;
  code: string;
  data: Readonly<Record<string, unknown>>;
}

/** Throws PlatformError, or SessionGone for HTTP 401. The token goes along where there is one, the cookies anyway. */
export async function ask(
  context: PluginContext,
  path: string,
  options: { query?: Readonly<Record<string, string>>; json?: unknown; token?: string | null },
): Promise<Answer> {
  const base = context.settings.base_url || DEFAULT_BASE_URL;
  const query = options.query ? `?${new URLSearchParams(options.query)}` : '';
  const answer = await context.http.send({
    url: `${base}${PREFIX}${path}${query}`,
    ...(options.json !== undefined && { json: options.json }),
    headers: { accept: 'application/json', ...(options.token && { token: options.token }) },
  });
  const { code, data } = jsonOf(answer);
  if (typeof code !== 'number' && typeof code !== 'string') throw notUnderstood('回答', 'answer');
  const isObject = typeof data === 'object' && data !== null && !Array.isArray(data);
  const said = String(code).slice(0, 20);
  return { accepted: said === '0', code: said, data: isObject ? (data as Record<string, unknown>) : {} };
}

export function notUnderstood(zh: string, en: string): PlatformError {
  return new PlatformError('broken', {
    zh: `小Y经营的${zh}看不懂，可能是平台接口改版了`,
    en: `The ${en} of 小Y经营 is not understood: its interface may have changed`,
  });
}
