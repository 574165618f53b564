import { Refusal } from '../../shared/errors.ts';

interface Received {
  method: string;
  headers: Record<string, string | string[] | undefined>;
  /** The form as it came, or its fields. */
  body?: unknown;
}

type Fields = Readonly<Record<string, string | undefined>>;

export type FormFault =
  | 'json'
  | 'no_type'
  | 'other_type'
  | 'charset'
  | 'encoding'
  | 'in_address'
  | 'only_address'
  | 'empty';

/** A form that is sent to http:// and led on to https:// arrives as a GET, without its content. */
const LOST =
  '如果接口地址以 http:// 开头，而网站会跳转到 https://，内容会在跳转时丢失：请把接口地址改成以 https:// 开头';

const messages: Record<FormFault, string> = {
  json: '收到的是 JSON，请改用表单提交（Content-Type: application/x-www-form-urlencoded）',
  no_type: '请求没有写明 Content-Type，读不出参数，请用表单提交（application/x-www-form-urlencoded）',
  other_type: '请求的 Content-Type 不是表单，读不出参数，请用 application/x-www-form-urlencoded 提交',
  charset: '读不出参数：请求写明的字符编码是 {value}，请改用 UTF-8',
  encoding: '读不出参数：请求内容用 {value} 压缩过，请不要压缩',
  in_address: '参数要放在 POST 的表单里，不要放在网址里',
  only_address: `只收到网址里的参数，没有收到 {value}。${LOST}`,
  empty: `没有收到任何参数。${LOST}`,
};

export interface WantedFields {
  /** What was read. */
  params: Fields;
  /** Names that every such request has, in words of the protocol. With any of them it was read well enough. */
  wanted: readonly string[];
  /** The parameters of the address, where only the body is read. */
  inAddress?: Fields;
}

/**
 * Refusal 'not_a_form' when none of the wanted parameters could be read from a request, saying what came instead of a
 * form. What is a form and lacks them is let through: they are missed by name.
 */
export function refuseNoForm(req: Received, { params, wanted, inAddress = {} }: WantedFields): void {
  if (wanted.some((name) => params[name] !== undefined)) return;
  const fault = hasBody(req) ? findBodyFault(req) : null;
  if (fault) throw notAForm(fault, valueToTell(fault, req));
  if (Object.keys(inAddress).length > 0 && !hasBody(req)) throw notAForm('in_address');
  if (Object.keys(params).length === 0) throw notAForm('empty');
  if (!hasBody(req)) throw notAForm('only_address', wanted.join('、'));
}

function notAForm(fault: FormFault, value = ''): Refusal {
  return new Refusal('not_a_form', messages[fault].replace('{value}', value), { reason: fault });
}

function hasBody({ method, headers }: Received): boolean {
  if (method === 'GET' || method === 'HEAD') return false;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i;
const UTF8 = /^(utf-?8|us-ascii|ascii)$/i;

/** What is wrong with the whole of a body; null for a form. */
function findBodyFault({ headers, body }: Received): FormFault | null {
  const type = String(headers['content-type'] ?? '');
  if (type === '') return 'no_type';
  if (/json/i.test(type)) return 'json';
  if (!FORM.test(type)) return 'other_type';
  // Many programs call whatever they post a form.
  if (typeof body === 'string' && /^\s*[[{]/.test(body)) return 'json';
  const charset = charsetOf({ headers });
  if (charset !== '' && !UTF8.test(charset)) return 'charset';
  return body === undefined && contentEncodingOf({ headers }) !== '' ? 'encoding' : null;
}

function valueToTell(fault: FormFault, req: Received): string {
  if (fault === 'charset') return charsetOf(req).slice(0, 20);
  return fault === 'encoding' ? contentEncodingOf(req).slice(0, 20) : '';
}

/** The charset that a request declares for its body; '' when it declares none. */
export function charsetOf({ headers }: Pick<Received, 'headers'>): string {
  return /charset="?([\w-]+)/i.exec(String(headers['content-type'] ?? ''))?.[1] ?? '';
}

function contentEncodingOf({ headers }: Pick<Received, 'headers'>): string {
  return /[\w-]+/.exec(String(headers['content-encoding'] ?? ''))?.[0] ?? '';
}
