import { Refusal } from '../../shared/errors.ts';

interface Received {
  method: string;
  headers: Record<string, string | string[] | undefined>;
}

type Fields = Readonly<Record<string, string | undefined>>;

export type FormFault = 'json' | 'no_type' | 'other_type' | 'in_address' | 'empty';

const messages: Record<FormFault, string> = {
  json: '收到的是 JSON，请改用表单提交（Content-Type: application/x-www-form-urlencoded）',
  no_type: '请求没有写明 Content-Type，读不出参数，请用表单提交（application/x-www-form-urlencoded）',
  other_type: '请求的 Content-Type 不是表单，读不出参数，请用 application/x-www-form-urlencoded 提交',
  in_address: '参数要放在 POST 的表单里，不要放在网址里',
  empty:
    '没有收到任何参数。如果接口地址以 http:// 开头，而网站会跳转到 https://，内容会在跳转时丢失：请把接口地址改成以 https:// 开头',
};

/**
 * Refusal 'not_a_form' when no parameter could be read from a request's body, saying what came instead.
 * `inAddress`: the parameters of the address, where only the body is read.
 */
export function refuseNoForm(req: Received, params: Fields, inAddress: Fields = {}): void {
  if (Object.keys(params).length > 0) return;
  const fault = findFormFault(req, inAddress);
  throw new Refusal('not_a_form', messages[fault], { reason: fault });
}

function findFormFault({ headers }: Received, inAddress: Fields): FormFault {
  const type = String(headers['content-type'] ?? '');
  const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
  if (!hasBody) return Object.keys(inAddress).length > 0 ? 'in_address' : 'empty';
  if (type === '') return 'no_type';
  if (/json/i.test(type)) return 'json';
  return /^(application\/x-www-form-urlencoded|multipart\/form-data)\b/i.test(type) ? 'empty' : 'other_type';
}

/** The charset that a request declares for its body; '' when it declares none. */
export function charsetOf({ headers }: Pick<Received, 'headers'>): string {
  return /charset="?([\w-]+)/i.exec(String(headers['content-type'] ?? ''))?.[1] ?? '';
}
