import {
  type Bill,
  type BillCreated,
  type BillOrder,
  type FetchResult,
  type FetchWindow,
  PlatformError,
  type PluginContext,
  SessionGone,
  tools,
} from '#plugin-api';
import { generateCode, queryCode } from './wallet-api.ts';

/** The two lives that codes are seen to be given. */
const LIVES_S = [300, 180] as const;
/** An order's time begins a moment before its code is asked for: so much a code may outlive it. The order's grace covers it. */
const BEYOND_MS = 10_000;

const ANSWERED = 'BBS00000';
const NOT_YET = 'BBS11114';
const PAID = '交易成功';

export function tokenOf(context: PluginContext): string {
  const { token } = (context.session ?? {}) as { token?: unknown };
  if (typeof token !== 'string') throw new SessionGone();
  return token;
}

/** A code over the order's price. Its number is new each time; the order's own goes along as the remark. */
export async function openCode(
  context: PluginContext,
  { tradeNo, amountFen, title, closesAt }: BillOrder,
  created: BillCreated,
): Promise<Bill> {
  const leftMs = closesAt - context.now + BEYOND_MS;
  const seconds = LIVES_S.find((life) => life * 1_000 <= leftMs);
  if (!seconds) {
    throw new PlatformError('broken', {
      zh: '订单剩下的时间不够：拉卡拉的定额码至少活 180 秒',
      en: 'The order has too little time left: such a code lives for 180 seconds at least',
    });
  }
  const number = tools.uuid().replaceAll('-', '');
  const code = { number, amountFen, remark: tradeNo, title, seconds };
  const { retCode, respData } = await generateCode(context, tokenOf(context), code);
  const { url } = (respData ?? {}) as { url?: unknown };
  if (String(retCode) !== '000000' || typeof url !== 'string' || url === '') {
    const said = String(retCode ?? '').slice(0, 20);
    throw new PlatformError('broken', {
      zh: `拉卡拉没有给出定额码（代码 ${said}）：令牌可能已失效，或门店号、终端号不对`,
      en: `Lakala gave no code (${said}): the token may be over, or the numbers of shop and terminal are wrong`,
    });
  }
  await created(number);
  return { content: url, reference: number, closesAt: Math.min(closesAt, context.now + seconds * 1_000) };
}

/** Asks for each code by itself. When it was paid is not told: the moment at which it is seen to be. */
export async function askForCodes(context: PluginContext, { bills = [] }: FetchWindow): Promise<FetchResult> {
  const token = tokenOf(context);
  const found: Required<Pick<FetchResult, 'receipts' | 'dropped'>> = { receipts: [], dropped: [] };
  for (const { reference, amountFen } of bills) {
    const answer = await queryCode(context, token, reference);
    const state = stateOf(answer);
    if (state === 'unknown')
      found.dropped.push({ row: answer, problem: `code: ${String(answer.code).slice(0, 20)} is unknown` });
    if (state !== 'paid') continue;
    const paid = { externalId: `code-${reference}`, payType: null, amountFen, terminal: null, reference };
    found.receipts.push({ ...paid, paidAt: context.now, raw: answer });
  }
  return found;
}

/** True where the token was good enough to be answered by the service behind it: its codes begin with BBS (inferred). */
export async function isKnown(context: PluginContext, token: string): Promise<boolean> {
  try {
    stateOf(await queryCode(context, token, tools.uuid().replaceAll('-', '')));
    return true;
  } catch (error) {
    if (error instanceof SessionGone) return false;
    throw error;
  }
}

/** SessionGone for a code of something else than the service that was asked: how an end is said is unknown (U). */
function stateOf({ code, respData }: Readonly<Record<string, unknown>>): 'paid' | 'open' | 'unknown' {
  if (typeof code !== 'string' || !code.startsWith('BBS')) throw new SessionGone();
  if (code === NOT_YET) return 'open';
  if (code !== ANSWERED) return 'unknown';
  const { tradeStateDesc } = (respData ?? {}) as { tradeStateDesc?: unknown };
  return tradeStateDesc === PAID ? 'paid' : 'open';
}
