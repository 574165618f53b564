import type { Call, Read, Recording } from '../recording.ts';
import { LIMITS } from '../recording.ts';
import { buildCall } from './build-call.ts';
import { readCurl } from './curl.ts';
import { readFetch } from './fetch.ts';

/** A call as it was copied, and what it was answered, copied beside it. */
export interface PastedCall {
  call: string;
  answer: string;
  /** When it was made, where that is known. */
  startedAt?: number;
}

/**
 * Reads calls that were copied one by one, in the order in which they happened. Those that are wholly empty are left
 * out. Never throws. `at` in a problem is the place of the one that is not understood.
 */
export function readPasted(pasted: readonly PastedCall[]): Read<Recording> & { at?: number } {
  const calls: Call[] = [];
  for (const [place, { call, answer, startedAt }] of pasted.entries()) {
    if (call.trim() === '' && answer.trim() === '') continue;
    if (Buffer.byteLength(call) + Buffer.byteLength(answer) > LIMITS.pastedBytes)
      return { problem: 'too_large', at: place };
    const refused = unreadable(call);
    if (refused) return { problem: refused, at: place };
    const raw = readCurl(call) ?? readFetch(call);
    const { status, text, location } = statusOf(answer);
    const built =
      raw &&
      buildCall({
        ...raw,
        startedAt: startedAt ?? null,
        status,
        answerHeaders: location === null ? [] : [{ name: 'location', value: location }],
        answer: status === null ? null : { text, type: '' },
      });
    if (!built) return { problem: 'not_a_call', at: place };
    calls.push({ ...built, at: calls.length });
  }
  if (calls.length === 0) return { problem: 'empty' };
  const origins = [...new Set(calls.map(({ url }) => url.origin))];
  return {
    ok: {
      calls,
      ...{ keys: [], captchaHosts: [], hasStream: false, leftOut: 0 },
      hosts: origins.map((origin) => ({
        origin,
        calls: calls.filter(({ url }) => url.origin === origin).length,
      })),
    },
  };
}

/** What people copy by mistake, and what it was; null for what may be one call. */
function unreadable(call: string): 'powershell' | 'many_calls' | null {
  if (/\bInvoke-(?:WebRequest|RestMethod)\b|\bNew-Object Microsoft\.PowerShell\b/.test(call))
    return 'powershell';
  // "Copy all as cURL", "Copy all as fetch": each begins a line.
  const begun = call.match(/^[ \t]*(?:curl(?:\.exe)?[ \t]|(?:await[ \t]+)?fetch[ \t]*\()/gim) ?? [];
  return begun.length > 1 ? 'many_calls' : null;
}

/** What was pasted as an answer is its body; with headers in front, as some tools show it, they are read off. */
function statusOf(answer: string): { status: number | null; text: string; location: string | null } {
  const [, code, head = '', body] = /^HTTP\/[\d.]+ (\d{3})(.*?)\r?\n\r?\n(.*)$/s.exec(answer) ?? [];
  if (code !== undefined) {
    const location = /^location:\s*(.+?)\s*$/im.exec(head)?.[1] ?? null;
    return { status: Number(code), text: body ?? '', location };
  }
  return answer.trim() === ''
    ? { status: null, text: '', location: null }
    : { status: 200, text: answer, location: null };
}
