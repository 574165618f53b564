import { z } from 'zod';
import { PlatformError, type PluginContext, SessionGone, tools } from '#plugin-api';
import { ACCEPTED, type ApiAnswer, callApi, notUnderstood, WholeNumber } from './merchant-api.ts';

const Session = z.object({
  token: z.string().min(1),
  /** UTC milliseconds by the platform's clock; null when it did not say. */
  expiresAt: z.number().nullable(),
  /** One for ever, so that the platform sees one browser and not a new one at each login. */
  deviceFingerprint: z.string().min(1),
  /** The shop that a payment of the list was seen of: its number is right, and may be asked for. */
  store: z.string().optional(),
});

export type Session = z.infer<typeof Session>;

/** What outlives a login. */
const Before = Session.pick({ deviceFingerprint: true, store: true });

/** Below this much life a token is renewed before it is used. */
const RENEW_BELOW_MS = 5 * 60_000;

const TokenInfo = z.object({
  token: z.string().min(1),
  expire_time: WholeNumber.nullish(),
  valid_time: WholeNumber.nullish(),
});
const LoginData = z.object({ code: WholeNumber, mchUserTokenInfo: z.unknown().optional() });
const RefreshData = TokenInfo.extend({ status: WholeNumber.nullish() });

/** The session, renewed where it is about to end. Throws SessionGone where that doesn't help, or PlatformError. */
export async function openSession(context: PluginContext): Promise<Session> {
  const kept = Session.safeParse(context.session).data;
  const leftMs = kept ? lifeLeftMs(kept, context.now) : 0;
  if (!kept || leftMs <= 0) throw new SessionGone();
  if (leftMs >= RENEW_BELOW_MS) return kept;
  const renewed = await renew(context, kept);
  if (!renewed) throw new SessionGone();
  return renewed;
}

/**
 * POST /api/login/ucUser/login with the MD5 of the password; 50000 outside and inside `data` means success (A).
 * Any other code is taken as a refusal, since the codes are unknown (U): better to stop an account than to have
 * it locked. Throws PlatformError 'wrongPassword' or as callApi.
 */
export async function logIn(context: PluginContext): Promise<Session> {
  const { username = '', password = '' } = context.settings;
  const before = Before.safeParse(context.session).data;
  const deviceFingerprint = before?.deviceFingerprint ?? tools.uuid();
  const answer = await callApi(context, '/api/login/ucUser/login', {
    body: {
      username,
      password: tools.md5(password),
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
  if (!data.success) throw notUnderstood('登录返回内容', 'answer to the login');
  if (data.data.code !== ACCEPTED) throw loginRefused(data.data.code, wordsInside(answer));
  const info = TokenInfo.safeParse(data.data.mchUserTokenInfo);
  if (!info.success) throw notUnderstood('登录返回内容', 'answer to the login');
  return { token: info.data.token, expiresAt: expiry(info.data, context.now), ...before, deviceFingerprint };
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

/** UTC milliseconds; null where it isn't known. It is renewed before, as long as the account is asked. */
export function sessionEndsAt(session: unknown): number | null {
  return Session.safeParse(session).data?.expiresAt ?? null;
}

function wordsInside(answer: ApiAnswer): string {
  const Words = z.object({ msg: z.string().optional(), message: z.string().optional() });
  const inside = Words.safeParse(answer.data).data;
  return (inside?.msg ?? inside?.message ?? answer.words).trim().slice(0, 60);
}

function loginRefused(code: number, words: string): PlatformError {
  const [zh, en] = words ? [`：${words}`, `: “${words}”`] : ['', ''];
  return new PlatformError(
    'wrongPassword',
    {
      zh: `收钱吧不接受这次登录，请检查用户名和密码（代码 ${code}${zh}）`,
      en: `Shouqianba does not accept this login: check the user name and the password (code ${code}${en})`,
    },
    { fields: ['username', 'password'] },
  );
}
