import { z } from 'zod';
import { type HttpAnswer, PlatformError, type PluginContext } from '#plugin-api';

/** The back end as its web pages use it (docs/reference/aggregators.md, A). */
export const HOST = 'web-platforms-msp.shouqianba.com';
export const DEFAULT_BASE_URL = `https://${HOST}`;
const SITE = 'https://s.shouqianba.com';

/** The one code that means yes (A). Which codes mean what else is unknown (U). */
export const ACCEPTED = 50_000;

/** What every answer of the back end has in common. `accepted`: its code was 50000. */
export interface ApiAnswer {
  accepted: boolean;
  code: number;
  data: unknown;
  /** The platform's own words, shortened; '' when it had none. The names of the fields are a guess (U). */
  words: string;
}

/** A whole number that may come as a number or as digits. */
export const WholeNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

const Envelope = z.object({
  code: WholeNumber,
  data: z.unknown().optional(),
  msg: z.string().optional().catch(undefined),
  message: z.string().optional().catch(undefined),
});

/**
 * Posts JSON to `path` and reads the common envelope.
 * Throws PlatformError 'unreachable' when the platform is out of order (5xx), 'tooFast' for 429 and 'broken' when the
 * answer is no envelope. A 401 counts as "not accepted". `query` may hold the token: it is in no message.
 */
export async function callApi(
  context: PluginContext,
  path: string,
  options: { query?: Record<string, string>; headers?: Record<string, string>; body: unknown },
): Promise<ApiAnswer> {
  const base = context.settings.base_url || DEFAULT_BASE_URL;
  const query = options.query ? `?${new URLSearchParams(options.query)}` : '';
  const answer = await context.http.postJson(`${base}${path}${query}`, options.body, {
    headers: {
      accept: 'application/json, text/plain, */*',
      origin: SITE,
      referer: `${SITE}/`,
      ...options.headers,
    },
  });
  if (answer.status === 401) return { accepted: false, code: 401, data: null, words: '' };
  return readEnvelope(answer);
}

function readEnvelope(answer: HttpAnswer): ApiAnswer {
  const { status } = answer;
  if (status === 429) throw tooFast(answer);
  if (status >= 500) {
    throw new PlatformError('unreachable', {
      zh: `收钱吧暂时不可用（HTTP ${status}）`,
      en: `Shouqianba is out of order for now (HTTP ${status})`,
    });
  }
  const envelope = Envelope.safeParse(answer.json());
  if (status !== 200 || !envelope.success) {
    throw broken(
      `收钱吧返回了看不懂的内容（HTTP ${status}），可能是平台接口改版了`,
      `Shouqianba answered something that we don’t understand (HTTP ${status}): its interface may have changed`,
    );
  }
  const { code, data, msg, message } = envelope.data;
  return { accepted: code === ACCEPTED, code, data, words: (msg ?? message ?? '').trim().slice(0, 60) };
}

/** HTTP's own word for it; how long it wants it is seldom said. */
function tooFast({ headers }: HttpAnswer): PlatformError {
  const seconds = Number(headers['retry-after']);
  return new PlatformError(
    'tooFast',
    {
      zh: '收钱吧嫌查询太频繁（HTTP 429），先停一会儿',
      en: 'Shouqianba is asked too often (HTTP 429): it is left alone for a while',
    },
    { retryAfterMs: seconds > 0 ? seconds * 1000 : 60_000 },
  );
}

export function broken(zh: string, en: string): PlatformError {
  return new PlatformError('broken', { zh, en });
}

export function notUnderstood(zh: string, en: string): PlatformError {
  return broken(
    `收钱吧的${zh}看不懂，可能是平台接口改版了`,
    `The ${en} of Shouqianba is not understood: its interface may have changed`,
  );
}
