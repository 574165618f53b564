import { vectors } from '../../support/vectors.ts';

export interface SignVector {
  id: string;
  timestamp: string;
  secret: string;
  base64: string;
  placeholderSign: string;
  wireInFormBody: string;
}

export interface NotifyVector {
  id: string;
  desc: string;
  secret: string;
  contentType: string;
  body: string;
  expect: {
    signValid?: boolean;
    innerJsonValid?: boolean;
    mustReject?: boolean;
    rejected?: boolean;
    decodedSignField?: string;
    pid?: string;
    aid?: string;
    title?: string;
    msg?: string;
    chan?: string;
    money?: string;
  };
}

export interface VmqVector {
  id: string;
  op: string;
  key: string;
  stringToSign: string;
  sign: string;
  query: Record<string, string>;
}

export const signVectors = vectors.smsForwarder as SignVector[];
export const notifyVectors = vectors.mpayNotify as NotifyVector[];
export const vmqVectors = vectors.vmq as VmqVector[];

/** One of them by its id; the test stops when it is gone. */
export function notifyVector(id: string): NotifyVector {
  const found = notifyVectors.find((vector) => vector.id === id);
  if (!found) throw new Error(`no vector ${id}`);
  return found;
}

/** The rule template as SmsForwarder fills it: no escaping. */
export function fillTemplate(
  texts: { title: string; msg: string },
  changes: { pid?: string; time?: string; device?: string } = {},
): string {
  const { pid = '1000', time = '2026-01-02 03:04:05', device = 'Pixel' } = changes;
  return `{"pid":"${pid}","aid":"3","uid":"10086","title":"${texts.title}","msg":"${texts.msg}","time":"${time}","divice":"${device}"}`;
}
