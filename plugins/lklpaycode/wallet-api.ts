import { jsonOf, type PluginContext, tools } from '#plugin-api';

/** The merchant app's own API (docs/reference/aggregators.md, section 5). */
export const HOST = 'wallet.lakala.com';
export const DEFAULT_BASE_URL = `https://${HOST}`;
const TIME = 'YYYYMMDDHHmmss';

type Json = Readonly<Record<string, unknown>>;

/** The token as it is, without "Bearer". Throws PlatformError, or SessionGone for HTTP 401. */
async function post(
  context: PluginContext,
  token: string,
  path: string,
  body: unknown,
  more: Record<string, string> = {},
): Promise<Json> {
  const base = context.settings.base_url || DEFAULT_BASE_URL;
  const headers = { 'content-type': 'application/json;charset=utf-8', authorization: token, ...more };
  return jsonOf(await context.http.postJson(`${base}${path}`, body, { headers }));
}

/** A code over one amount, alive for `seconds`. What isn't known to be needed is sent empty, as its sources do. */
export function generateCode(
  context: PluginContext,
  token: string,
  code: { number: string; amountFen: number; remark: string; title: string; seconds: number },
): Promise<Json> {
  const { shop_no: shopNo, term_no: termNo, shop_name: shopName } = context.settings;
  const { number, amountFen: amount, remark, title } = code;
  return post(context, token, '/m/a/code/generate', {
    ...{ ver: '1.0.0', sign: '', timestamp: tools.formatTime(context.now, TIME), reqId: '', rnd: '' },
    reqData: {
      ...{ shopNo, termNo, shopName, type: 'MICROCODE' },
      ...{ expireTime: String(code.seconds), snAutoExpireFlag: '' },
      orderField: {
        ...{ amount, exterMerOrderNo: number, exterOrderSource: '', subject: title, description: '' },
        orderRemark: remark,
      },
      txnField: { outTradeNo: number, operatorId: '', amount, remark },
    },
  });
}

export function queryCode(context: PluginContext, token: string, number: string): Promise<Json> {
  const { merchant_no: merchantNo, term_no: termNo } = context.settings;
  const body = {
    ...{ outOrgCode: '37001010012', outSysCode: 'MOBILE_PLATFORM' },
    ...{ reqTime: tools.formatTime(context.now, TIME), version: '3.0', signType: null, sign: null },
    reqData: {
      ...{ merchantNo, termNo, outTradeNo: number },
      ...{ tradeNo: null, outOrderNo: null, outOrderSource: null },
    },
  };
  return post(context, token, '/m/a/transv3/query', body, { 'x-client-pv': 'lKL_APP' });
}
