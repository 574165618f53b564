import { plainSign } from './sms-forwarder-sign.ts';
import { listHash } from './text-hash.ts';

/**
 * What may be used once: the signed time. 64 hex digits, equal for every encoding of the same signature.
 *
 * The signature covers the time alone, so whoever sees one message can send another body under its signature.
 * The first body seen is therefore bound to this key (a unique column beside its bodyHash): the same hash again is
 * a retry, another one is forged. The account is deliberately no part of the key: it is named inside the body, and
 * a forger could get a fresh key by naming another account of the same merchant. The secret is in it through the
 * signature.
 */
export function replayKey(signed: { time: string; sign: string }): string {
  return listHash('replay', signed.time, plainSign(signed.sign));
}

/** As replayKey, for V免签: the signature alone. It is good for one call with one set of values, whichever comes first. */
export function vmqReplayKey(sign: string): string {
  return listHash('replay', 'vmq', sign);
}

/** Tells an identical retry from a changed body: 64 hex digits over the two fields as received, decoded once. */
export function bodyHash(message: { action: string; data: string }): string {
  return listHash('body', message.action, message.data);
}
