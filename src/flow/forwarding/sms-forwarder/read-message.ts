import { refuse } from '../../../shared/errors.ts';
import { readJsonObject, scalarText } from '../../../shared/json-object.ts';
import { type Refused, refused } from '../refusals.ts';

/** A request to /mpayNotify, before anything about it is believed. */
export interface ForwardedRequest {
  method: string;
  /** As the header has it; empty when there is none. */
  contentType: string;
  /** The body's text as received; for multipart its fields, a repeated one as an array. */
  body: unknown;
}

/** The outer envelope: every field as text, decoded once, signature not yet checked. */
export interface ForwardedMessage {
  /** `mpay`: a phone's notification; `mpaypc`: a PC monitor's report. */
  action: 'mpay' | 'mpaypc';
  /** The inner data, for readPhoneFrame or readPcFrame. */
  data: string;
  /** Milliseconds (phones) or seconds (PC monitors), for checkTime. */
  time: string;
  sign: string;
}

export type MessageFault =
  | 'not_post'
  | 'empty'
  | 'message_too_large'
  /** Neither JSON nor a form. */
  | 'not_readable'
  | 'duplicate_field'
  /** SmsForwarder's default template: its message template was not filled in. */
  | 'wrong_template'
  /** A placeholder such as `[msg]` arrived as it was. */
  | 'unfilled'
  | 'wrong_action'
  | 'no_data'
  | 'no_time'
  | 'no_sign';

/** What came under a signature, if one came, with a message that can't be taken as it is. */
export interface SignedContent {
  action: string;
  data: string;
  time: string;
  sign: string;
}

export type MessageReading =
  | { ok: true; message: ForwardedMessage }
  /** `signed`: it may be rightly signed all the same, and its signature is then used up. Null: it holds no signature. */
  | (Refused<MessageFault> & { signed: SignedContent | null });

const MAX_BODY_CHARS = 512 * 1024;
const MAX_DATA_CHARS = 64 * 1024;
const MAX_TIME_CHARS = 32;
const MAX_SIGN_CHARS = 512;

/**
 * Reads JSON, a form or multipart fields into the four fields of a message, or says what is wrong and what to do.
 * What the body is, its first character decides before its type does: tools send JSON under any type. Repeated
 * fields are refused in all three. Sizes are bounded: 512 Ki characters in all, 64 Ki of data. Never throws. What is
 * refused after its time and signature could be read comes with both: whoever saw it must not use them for another body.
 * Source: docs/reference/listeners.md 1.2, 1.6 and section 2 (seen); that numbers may stand for texts is our allowance.
 */
export function readMessage(request: ForwardedRequest): MessageReading {
  if (request.method.toUpperCase() !== 'POST') return no('not_post');
  const { fields, fault } = fieldsOf(request);
  return fault ? no(fault, fields) : toMessage(fields);
}

function no(
  code: MessageFault,
  fields: Fields = new Map(),
): Refused<MessageFault> & { signed: SignedContent | null } {
  const [action = '', data = '', time = '', sign = ''] = ['action', 'data', 'time', 'sign'].map((name) =>
    fields.get(name),
  );
  const isSigned =
    time !== '' && sign !== '' && time.length <= MAX_TIME_CHARS && sign.length <= MAX_SIGN_CHARS;
  return { ...refused(refuse(code)), signed: isSigned ? { action, data, time, sign } : null };
}

type Fields = Map<string, string>;

/** With a fault, the fields are what could be read all the same: of a repeated one the first. */
interface FieldsRead {
  fields: Fields;
  fault?: MessageFault;
}

const unread = (fault: MessageFault): FieldsRead => ({ fields: new Map(), fault });

function fieldsOf({ body, contentType }: ForwardedRequest): FieldsRead {
  if (typeof body === 'string') return textFields(body, contentType);
  if (typeof body !== 'object' || body === null) return unread('empty');
  const fields: Fields = new Map();
  let isRepeated = false;
  let chars = 0;
  for (const [name, given] of Object.entries(body)) {
    const value: unknown = Array.isArray(given) ? given[0] : given;
    isRepeated ||= Array.isArray(given);
    if (typeof value !== 'string') continue;
    chars += name.length + value.length;
    fields.set(name, value);
  }
  if (chars > MAX_BODY_CHARS) return unread('message_too_large');
  if (isRepeated) return { fields, fault: 'duplicate_field' };
  return fields.size === 0 ? unread('empty') : { fields };
}

function textFields(text: string, contentType: string): FieldsRead {
  if (text.length > MAX_BODY_CHARS) return unread('message_too_large');
  const body = text.trim();
  if (body === '') return unread('empty');
  if (body.startsWith('{')) return jsonFields(body);
  return /json/i.test(contentType) ? unread('not_readable') : formFields(body);
}

function jsonFields(text: string): FieldsRead {
  const json = readJsonObject(text);
  if (!json.ok && json.why !== 'duplicate_name') return unread('not_readable');
  const fields: Fields = new Map();
  for (const [name, value] of json.members) {
    const text = scalarText(value);
    if (typeof text === 'string') fields.set(name, text);
  }
  return { fields, ...(!json.ok && { fault: 'duplicate_field' as const }) };
}

function formFields(text: string): FieldsRead {
  if (!text.includes('=')) return unread('not_readable');
  const fields: Fields = new Map();
  let isRepeated = false;
  for (const [name, value] of new URLSearchParams(text)) {
    if (fields.has(name)) isRepeated = true;
    else fields.set(name, value);
  }
  return { fields, ...(isRepeated && { fault: 'duplicate_field' as const }) };
}

function toMessage(fields: Fields): MessageReading {
  const action = fields.get('action');
  const data = fields.get('data') ?? '';
  const time = fields.get('time') ?? '';
  const sign = fields.get('sign') ?? '';
  if (action === undefined && fields.has('content') && fields.has('timestamp'))
    return no('wrong_template', fields);
  if (action !== 'mpay' && action !== 'mpaypc') return no('wrong_action', fields);
  if (data === '[msg]' || time === '[timestamp]' || sign === '[sign]') return no('unfilled', fields);
  if (data === '') return no('no_data', fields);
  if (time === '') return no('no_time', fields);
  if (sign === '') return no('no_sign', fields);
  const tooLarge =
    data.length > MAX_DATA_CHARS || time.length > MAX_TIME_CHARS || sign.length > MAX_SIGN_CHARS;
  return tooLarge ? no('message_too_large', fields) : { ok: true, message: { action, data, time, sign } };
}
