import { bodyParams, queryParams, type ShopParams } from '../../flow/intake/index.ts';
import { readCopiedRequest } from '../../recorder/index.ts';

/**
 * A shop's request as people find it: an address, a form's body, a call copied "as cURL" or "as fetch", an array that PHP
 * printed, JSON, or one parameter a line. Null for what has none.
 */
export function readRequest(pasted: string): ShopParams | null {
  const text = pasted.trim();
  const call = readCopiedRequest(text);
  const params = call
    ? ofCall(call)
    : (ofJson(text) ?? ofLines(text, PHP_LINE) ?? ofAddress(text) ?? ofLines(text, PLAIN_LINE));
  return params && Object.keys(params).length > 0 ? params : null;
}

/** `[money] => 1.00` and `'money' => '1.00',`. */
const PHP_LINE = /^\s*(?:\[|['"])?([A-Za-z_]\w*)(?:\]|['"])?\s*=>\s*(.*?)\s*$/;
/** `money=1.00` and `money: 1.00`. */
const PLAIN_LINE = /^\s*([A-Za-z_]\w*)\s*(?:=|:(?!\/\/))\s*(.*?)\s*$/;

/** The address alone when it names a pid, else the form: as `/submit.php` reads it. */
function ofCall({ url, body }: { url: string; body: string }): ShopParams {
  const query = queryParams(url);
  if (query.pid !== undefined || body === '') return query;
  return ofJson(body) ?? bodyParams(body);
}

function ofJson(text: string): ShopParams | null {
  if (!text.startsWith('{')) return null;
  try {
    const params: ShopParams = Object.create(null);
    for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, unknown>))
      if (typeof value === 'string' || typeof value === 'number') params[name] = String(value);
    return params;
  } catch {
    return null;
  }
}

/** An address, a request line with one, or a query; in several lines, where something broke it. */
function ofAddress(text: string): ShopParams | null {
  const bare = text.replace(/^(?:GET|POST)\s+/i, '').replace(/\s+HTTP\/[\d.]+[\s\S]*$/, '');
  const isQuery = /^[^\s=&]*[?&]?[\w%]+=/.test(bare) && /&/.test(bare);
  if (!isQuery) return null;
  const joined = bare.replace(/\r?\n\s*/g, '');
  return joined.includes('?') ? queryParams(joined) : bodyParams(joined);
}

function ofLines(text: string, form: RegExp): ShopParams | null {
  const params: ShopParams = Object.create(null);
  for (const line of text.split(/\r?\n/)) {
    const [, name, value = ''] = form.exec(line) ?? [];
    if (name !== undefined) params[name] = unquoted(value);
  }
  return Object.keys(params).length > 0 ? params : null;
}

/** As PHP prints a text: in quotes, with a comma behind them, or bare. */
function unquoted(value: string): string {
  const [, , inside] = /^(['"])(.*)\1,?$/.exec(value) ?? [];
  return inside ?? value;
}
