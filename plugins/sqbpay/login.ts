import { createHash, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { PlatformError, type PluginContext } from '#plugin-api';
import { ACCEPTED, type ApiAnswer, callApi, DEFAULT_BASE_URL, WholeNumber } from './merchant-api.ts';

const Session = z.object({
  token: z.string().min(1),
  /** UTC milliseconds by the platform's clock; null when it did not say. */
  expiresAt: z.number().nullable(),
  /** One for ever, so that the platform sees one browser and not a new one at each login. */
  deviceFingerprint: z.string().min(1),
  /** Names the login that the token belongs to; another login or address must not see it. */
  owner: z.string(),
});

export type Session = z.infer<typeof Session>;

/** Below this much life a token is renewed before it is used. */
const RENEW_BELOW_MS = 5 * 60_000;

const TokenInfo = z.object({
  token: z.string().min(1),
  expire_time: WholeNumber.nullish(),
  valid_time: WholeNumber.nullish(),
});
const LoginData = z.object({ code: WholeNumber, mchUserTokenInfo: z.unknown().optional() });
const RefreshData = TokenInfo.extend({ status: WholeNumber.nullish() });

/**
 * A session that should be good for a query: the kept one, renewed when it is about to end, or a new login.
 * `fresh` tells that the password was just used, so that it isn't used again in the same call. Throws PlatformError.
 */
export async function openSession(context: PluginContext): Promise<{ session: Session; fresh: boolean }> {
  const kept = keptSession(context);
  const leftMs = kept === null ? 0 : lifeLeftMs(kept, context.now);
  if (kept === null || leftMs <= 0) return { session: await logIn(context), fresh: true };
  if (leftMs >= RENEW_BELOW_MS) return { session: kept, fresh: false };
  const renewed = await renew(context, kept);
  return renewed ? { session: renewed, fresh: false } : { session: await logIn(context), fresh: true };
}

/**
 * POST /api/login/ucUser/login with the MD5 of the password; 50000 outside and inside `data` means success (A).
 * Any other code is taken as a refusal, since the codes are unknown (U): better to stop an account than to have
 * it locked. Throws PlatformError 'refused' or as callApi.
 */
export async function logIn(context: PluginContext): Promise<Session> {
  const { username = '', password = '' } = context.settings;
  const deviceFingerprint = keptFingerprint(context) ?? randomUUID();
  const answer = await callApi(context, '/api/login/ucUser/login', {
    body: {
      username,
      password: createHash('md5').update(password, 'utf8').digest('hex'),
      uc_device: {
        device_type: 2,
        default_device: 0,
        platform: '商户服务平台',
        device_fingerprint: deviceFingerprint,
        device_name: '收钱吧商户平台',
        device_model: 'Windows',
        device_brand: 'Chrome',
      },
    },
  });
  if (!answer.accepted) throw loginRefused(answer.code, answer.words);
  const data = LoginData.safeParse(answer.data);
  if (!data.success) throw notUnderstood('登录');
  if (data.data.code !== ACCEPTED) throw loginRefused(data.data.code, wordsInside(answer));
  const info = TokenInfo.safeParse(data.data.mchUserTokenInfo);
  if (!info.success) throw notUnderstood('登录');
  const session: Session = {
    token: info.data.token,
    expiresAt: expiry(info.data, context.now),
    deviceFingerprint,
    owner: ownerOf(context),
  };
  context.keepSession(session);
  return session;
}

/** Null when the platform wants a new login: `data.status` 0 (B), or any answer that isn't a new token. */
async function renew(context: PluginContext, old: Session): Promise<Session | null> {
  const answer = await callApi(context, '/api/login/ucUser/refreshToken', {
    query: { token: old.token },
    headers: { authorization: `Bearer ${old.token}` },
    body: {},
  });
  const data = RefreshData.safeParse(answer.data);
  if (!answer.accepted || !data.success || data.data.status === 0) return null;
  const session = { ...old, token: data.data.token, expiresAt: expiry(data.data, context.now) };
  context.keepSession(session);
  return session;
}

function expiry(info: z.infer<typeof TokenInfo>, now: number): number | null {
  if (info.expire_time) return info.expire_time;
  return info.valid_time ? now + info.valid_time : null;
}

/** Infinite when the platform did not say how long the token lives: then only a refusal ends it. */
function lifeLeftMs(session: Session, now: number): number {
  return session.expiresAt === null ? Number.POSITIVE_INFINITY : session.expiresAt - now;
}

function keptSession(context: PluginContext): Session | null {
  const session = Session.safeParse(context.session);
  return session.success && session.data.owner === ownerOf(context) ? session.data : null;
}

function keptFingerprint(context: PluginContext): string | undefined {
  return Session.pick({ deviceFingerprint: true }).safeParse(context.session).data?.deviceFingerprint;
}

function ownerOf({ settings }: PluginContext): string {
  const login = JSON.stringify([settings.base_url || DEFAULT_BASE_URL, settings.username]);
  return createHash('sha256').update(login, 'utf8').digest('hex');
}

function wordsInside(answer: ApiAnswer): string {
  const Words = z.object({ msg: z.string().optional(), message: z.string().optional() });
  const inside = Words.safeParse(answer.data).data;
  return (inside?.msg ?? inside?.message ?? answer.words).trim().slice(0, 60);
}

function loginRefused(code: number, words: string): PlatformError {
  const said = words ? `：${words}` : '';
  return new PlatformError('refused', `收钱吧不接受这次登录，请检查用户名和密码（代码 ${code}${said}）`);
}

function notUnderstood(what: string): PlatformError {
  return new PlatformError('broken', `收钱吧${what}的返回内容看不懂，可能是平台接口改版了`);
}
