import type { protocol as zh } from '../zh/protocol.ts';

export const protocol: Record<keyof typeof zh, string> = {
  'protocol.orderCreated': 'The order is created',
  'protocol.possibleTypes': 'possible now: {types}',
  'protocol.noTypes':
    'no code can take any payment now, the merchant should check the accounts in the console',
  'protocol.type.wxpay': 'wxpay (WeChat Pay)',
  'protocol.type.alipay': 'alipay (Alipay)',
  'protocol.type.unionpay': 'unionpay or bank (UnionPay)',
  'protocol.term.epay': 'the interface (epay)',
  'protocol.term.trial': 'the protocol (test payment)',
  'protocol.term.vmq': 'the interface (V免签)',
  'protocol.fault': '{fault} ({id})',
  'protocol.notTaken.fault': 'A fault of the server; it was not taken, send it again later',
  'protocol.notTaken.unreadable': 'Incomplete, too large or in a wrong encoding; it was not taken',
  'protocol.unread.host': 'The request’s Host header is no valid host name; it was not handled',
  'protocol.unread.head': 'The request’s address or head is too long; it was not handled',
  'protocol.unread.slow': 'The request did not arrive in time; it was not handled',
  'protocol.unread.malformed': 'The request is no proper HTTP; it was not handled',
};
