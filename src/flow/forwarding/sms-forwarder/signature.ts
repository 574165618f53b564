import { createHmac } from 'node:crypto';
import type { Db } from '../../../shared/db.ts';
import { listHash } from '../../../shared/list-hash.ts';
import { equalText } from '../../../shared/secrets.ts';
import type { Account } from '../../accounts/index.ts';
import { checkTime, type SignedRequest, signedRequest, type TimeCheck } from '../../bound-requests/index.ts';
import type { DeviceRepository } from '../../devices/index.ts';
import type { MerchantDirectory } from '../../merchants/index.ts';
import type { SignedContent } from './read-message.ts';

export interface SignerDeps {
  db: Db;
  devices: Pick<DeviceRepository, 'listSecrets' | 'listAllSecrets'>;
  merchants: Pick<MerchantDirectory, 'find' | 'all'>;
}

/** The device whose secret signed it, or the merchant's key as long as the owner accepts it; null: nobody's. */
export async function findSigner(
  { db, devices, merchants }: SignerDeps,
  account: Account,
  { time, sign }: SignedContent,
): Promise<{ deviceId: number | null } | null> {
  const secrets: { deviceId: number | null; secret: string }[] = await devices.listSecrets(db, account.id);
  const merchant = account.acceptKey ? await merchants.find(account.pid) : undefined;
  if (merchant) secrets.push({ deviceId: null, secret: merchant.key });
  return verifyForwarderSign({ time, sign, secrets });
}

/** Whose key it was: a device's, with the account that it reports for, or a merchant's. */
export type AnySigner = { accountId: number; deviceId: number } | { accountId: null; deviceId: null };

/**
 * Whose device signed a message that names another account, or none: looked for among all, as nothing says whose it is.
 * Asked only when a message is refused.
 */
export async function findAnySigner(
  { db, devices, merchants }: SignerDeps,
  { time, sign }: SignedContent,
): Promise<AnySigner | null> {
  const keys = (await merchants.all()).map(({ key }) => ({ accountId: null, deviceId: null, secret: key }));
  const holders: (AnySigner & { secret: string })[] = [...(await devices.listAllSecrets(db)), ...keys];
  return verifyForwarderSign({ time, sign, secrets: holders });
}

/** When a message was signed, and what is to be bound to that once it is known that one of ours did. */
export function signedTime(message: SignedContent, now: number): { time: TimeCheck; signed: SignedRequest } {
  const time = checkTime(message.time, now);
  return { time, signed: signedRequest(replayKey(message), message, time, now) };
}

/**
 * The signature of a forwarded message, in base64: HMAC-SHA256 with the secret as key over the time's text, a line
 * feed and the secret, all UTF-8. It covers the time and nothing else: not the data, the action or the address.
 * Phones put milliseconds there, PC monitors seconds; the formula is the same.
 * Source: docs/reference/listeners.md 1.1, seen in SmsForwarder's code (vectors `smsForwarder`).
 */
export function smsForwarderSign(timestamp: string, secret: string): string {
  return createHmac('sha256', secret).update(`${timestamp}\n${secret}`, 'utf8').digest('base64');
}

export interface SignedTime<Holder> {
  /** The text of the field, as received. */
  time: string;
  sign: string;
  /** Tried in this order. An empty secret never verifies anything. */
  secrets: readonly Holder[];
}

/**
 * The first holder whose secret made this signature, or null. Taken in every encoding seen on the wire: plain
 * base64, percent-encoded once (JSON, form after the usual decoding, multipart), and twice or three times.
 * Compared in constant time. A holder that is found means "this time was signed by it", not "this body was":
 * bind the body with replayKey and bodyHash.
 */
export function verifyForwarderSign<Holder extends { secret: string }>(
  signed: SignedTime<Holder>,
): Holder | null {
  if (signed.sign === '' || signed.sign.length > MAX_SIGN_CHARS) return null;
  const sign = plainSign(signed.sign);
  const holder = signed.secrets.find(
    ({ secret }) => secret !== '' && equalText(smsForwarderSign(signed.time, secret), sign),
  );
  return holder ?? null;
}

const MAX_SIGN_CHARS = 512;

/** Two decodings may leave the encoded text, which is the one SmsForwarder means; that is a third. */
const MAX_DECODINGS = 3;

/**
 * One text for all the encodings of a signature, so that a captured one can't be dressed as another one.
 * A `+` stays a `+`; a space can only be a `+` that a form reader has turned, as base64 has no spaces
 * (docs/reference/listeners.md 1.2 asks for the first; the second is our decision).
 */
export function plainSign(sign: string): string {
  let plain = sign.replaceAll(' ', '+');
  for (let pass = 0; pass < MAX_DECODINGS && plain.includes('%'); pass++) {
    plain = plain.replace(/%([0-9a-f]{2})/gi, (_all, hex: string) =>
      String.fromCharCode(Number.parseInt(hex, 16)),
    );
  }
  return plain;
}

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
