import { gunzipSync } from 'node:zlib';
import type { Call, Pair, Read, Recording } from '../recording.ts';
import { LIMITS } from '../recording.ts';
import { buildCall, type RawCall } from './build-call.ts';
import { isRecord } from './json.ts';
import { keysIn } from './public-keys.ts';

/** What pages load beside their data. */
const ASSET_TYPES = /^(?:image|font|video|audio)\/|javascript|ecmascript|css|wasm|x-font|octet-stream/;
const ASSET_KINDS: ReadonlySet<string> = new Set([
  ...['script', 'stylesheet', 'image', 'font', 'media', 'manifest', 'texttrack', 'ping', 'preflight'],
]);
const ASSET_NAMES = /\.(?:js|mjs|css|png|jpe?g|gif|webp|svg|ico|woff2?|ttf|map)$/i;
/** A picture that a person reads before he is let in. */
const CAPTCHA_NAMES = /captcha|kaptcha|verif|v(?:alid(?:ate)?)?code|yzm|checkcode|imgcode|codeimg|randcode/i;
/** Services that let people slide or click. */
const CAPTCHA_HOSTS =
  /geetest|captcha|dun\.163|vaptcha|dingxiang|recaptcha|hcaptcha|turnstile|arkoselabs|yidun/i;

/** Reads a HAR 1.2 file, of whatever browser. Never throws; at most the limits' number of calls is kept. */
export function readHar(text: string): Read<Recording & { creator: string }> {
  if (Buffer.byteLength(text) > LIMITS.harBytes) return { problem: 'too_large' };
  if (text.trim() === '') return { problem: 'empty' };
  const parsed = parse(text);
  if (parsed === undefined) return { problem: 'not_json' };
  const log = isRecord(parsed) && isRecord(parsed.log) ? parsed.log : null;
  if (!log || !Array.isArray(log.entries)) return { problem: 'not_har' };
  const creator = isRecord(log.creator) ? textOf(log.creator.name) : '';
  const found: Omit<Call, 'at'>[] = [];
  const keys = new Set<string>();
  const captchaHosts = new Set<string>();
  const hosts = new Map<string, number>();
  let hasStream = false;
  for (const entry of log.entries.slice(0, LIMITS.entries) as unknown[]) {
    if (!isRecord(entry) || !isRecord(entry.request)) continue;
    const address = textOf(entry.request.url);
    if (/^wss?:/i.test(address) || entry._resourceType === 'websocket') hasStream = true;
    const raw = rawOf(entry, entry.request);
    if (!URL.canParse(raw.url)) continue;
    const { origin, hostname, pathname } = new URL(raw.url);
    if (CAPTCHA_HOSTS.test(hostname)) captchaHosts.add(hostname);
    if (raw.answer?.type.includes('event-stream')) hasStream = true;
    const kind = textOf(entry._resourceType).toLowerCase();
    for (const key of keysIn(raw.answer?.text ?? '')) keys.add(key);
    if (isAsset(raw, kind, pathname)) continue;
    const call = buildCall(raw);
    if (!call) continue;
    hosts.set(origin, (hosts.get(origin) ?? 0) + 1);
    found.push(call);
  }
  if (found.length === 0) return { problem: 'no_calls' };
  const inOrder = found
    .map((call, place) => ({ call, place }))
    .sort((one, other) => (one.call.startedAt ?? 0) - (other.call.startedAt ?? 0) || one.place - other.place);
  return {
    ok: {
      ...{ creator, hasStream, keys: [...keys].map((key) => ({ key })), captchaHosts: [...captchaHosts] },
      calls: inOrder.map(({ call }, at) => ({ ...call, at })),
      hosts: [...hosts].map(([origin, calls]) => ({ origin, calls })),
      leftOut: Math.max(0, log.entries.length - LIMITS.entries),
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function isAsset({ method, answer, status }: RawCall, kind: string, path: string): boolean {
  if (method.toUpperCase() === 'OPTIONS') return true;
  const type = answer?.type.toLowerCase() ?? '';
  if (type.startsWith('image/') && CAPTCHA_NAMES.test(path)) return false;
  if (ASSET_KINDS.has(kind)) return true;
  if (status !== null && status >= 300 && status < 400) return false;
  return ASSET_TYPES.test(type) || ASSET_NAMES.test(path);
}

function rawOf(entry: Record<string, unknown>, request: Record<string, unknown>): RawCall {
  const response = isRecord(entry.response) ? entry.response : {};
  const content = isRecord(response.content) ? response.content : {};
  const postData = isRecord(request.postData) ? request.postData : {};
  const at = Date.parse(textOf(entry.startedDateTime));
  const type = textOf(content.mimeType);
  const answerHeaders = pairsOf(response.headers);
  const redirect = textOf(response.redirectURL);
  if (redirect !== '' && !answerHeaders.some(({ name }) => name.toLowerCase() === 'location')) {
    answerHeaders.push({ name: 'location', value: redirect });
  }
  const setCookies = answerHeaders.some(({ name }) => name.toLowerCase() === 'set-cookie')
    ? []
    : pairsOf(response.cookies).map(({ name, value }) => ({ name: 'set-cookie', value: `${name}=${value}` }));
  const status = typeof response.status === 'number' && response.status > 0 ? response.status : null;
  return {
    startedAt: Number.isNaN(at) ? null : at,
    method: textOf(request.method) || 'GET',
    url: textOf(request.url),
    headers: pairsOf(request.headers),
    cookies: pairsOf(request.cookies),
    body: typeof postData.text === 'string' ? postData.text : null,
    bodyType: textOf(postData.mimeType) || undefined,
    fields: pairsOf(postData.params),
    status,
    answerHeaders: [...answerHeaders, ...setCookies],
    answer: typeof content.text === 'string' ? { text: decoded(content, type), type } : emptyOf(status, type),
  };
}

/** An answer without a body is an answer; one whose body was not recorded is none. */
function emptyOf(status: number | null, type: string): RawCall['answer'] {
  return status !== null && (status >= 300 || type.startsWith('image/')) ? { text: '', type } : null;
}

function decoded(content: Record<string, unknown>, type: string): string {
  const text = textOf(content.text);
  if (content.encoding !== 'base64' || type.startsWith('image/')) return text;
  const [, charset = 'utf-8'] = /charset=["']?([\w-]+)/i.exec(type) ?? [];
  const bytes = unpacked(Buffer.from(text, 'base64'));
  try {
    return new TextDecoder(charset).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}

/** Proxies write answers down as they came over the wire. What is no gzip, or too much, stays as it is. */
function unpacked(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: LIMITS.answerBytes });
  } catch {
    return bytes;
  }
}

function pairsOf(list: unknown): Pair[] {
  if (!Array.isArray(list)) return [];
  return list.slice(0, 500).flatMap((one: unknown) => {
    if (!isRecord(one)) return [];
    const name = textOf(one.name);
    return name === '' ? [] : [{ name, value: textOf(one.value) }];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
