import { type Refusal, refuse } from '../../shared/errors.ts';
import type { SayingValue } from '../../shared/saying.ts';

interface Received {
  method: string;
  headers: Record<string, string | string[] | undefined>;
  /** The form as it came, or its fields. */
  body?: unknown;
}

type Fields = Readonly<Record<string, string | undefined>>;

/** With `only_address` and `empty`: a form that is sent to http:// and led on to https:// arrives as a GET, without its content. */
export type FormFault =
  | 'json'
  | 'no_type'
  | 'other_type'
  | 'charset'
  | 'encoding'
  | 'in_address'
  | 'only_address'
  | 'empty';

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
  if (!hasBody(req)) throw notAForm('only_address', wanted);
}

function notAForm(fault: FormFault, value: SayingValue = ''): Refusal {
  return refuse(`not_a_form.${fault}`, { value });
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
