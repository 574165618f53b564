import type { Refusal } from '../../shared/errors.ts';
import type { DeviceRefusalCode } from '../../shared/refusals.ts';
import type { Listener } from '../devices/index.ts';

/**
 * A "no" to something a device sent, which may be the answer itself: in Chinese it quotes nothing that was received and
 * never contains `200`, the keyword by which SmsForwarder takes an answer for a success.
 */
export interface Refused<Code extends DeviceRefusalCode = DeviceRefusalCode> extends Pick<Refusal, 'saying'> {
  ok: false;
  code: Code;
}

/** What a device can be refused for, as a result instead of an error. */
export function refused<Code extends DeviceRefusalCode>({
  code,
  saying,
}: Pick<Refusal, 'saying'> & { code: Code }): Refused<Code> {
  return { ok: false, code, saying };
}

/** What is known of a refusal beyond its code, so that its remedy can be exact. */
export interface RefusalDetail {
  /** The field of the message that is wrong. */
  field?: string;
  /** Who sent it, where the signature was one of ours; `deviceId` null: with a merchant's key. */
  provenBy?: { listener: Listener; deviceId: number | null };
  /** The device's clock minus ours, ms. */
  skewMs?: number;
  /** The account whose device signed the message, where that is not the one that its template names. */
  signerAccountId?: number;
  /** The account that the template names, where another one's device signed. */
  namedAccountId?: number;
}

interface NotedRefusal extends RefusalDetail {
  at: number;
  code: DeviceRefusalCode;
}

/** `times`: how often it came, this last time included. */
export type RecentRefusal = NotedRefusal & { times: number };

const KEPT = 10;
const ACCOUNTS = 200;

/**
 * What was refused lately, for the set-up page: kept in this process only, a few for each account. The same mistake
 * again renews its entry, so that a phone that repeats itself doesn't push the others out.
 */
export class RecentRefusals {
  private readonly byAccount = new Map<number | null, RecentRefusal[]>();

  note(accountId: number | null, refusal: NotedRefusal): void {
    const before = this.of(accountId);
    const same = before.find((one) => isSame(one, refusal));
    const others = before.filter((one) => one !== same);
    const list = [{ ...refusal, times: (same?.times ?? 0) + 1 }, ...others].slice(0, KEPT);
    this.byAccount.delete(accountId);
    this.byAccount.set(accountId, list);
    const [oldest] = this.byAccount.keys();
    if (this.byAccount.size > ACCOUNTS && oldest !== undefined) this.byAccount.delete(oldest);
  }

  /** Newest first; null: messages whose account could not be told. */
  of(accountId: number | null): RecentRefusal[] {
    return this.byAccount.get(accountId) ?? [];
  }
}

function isSame(one: NotedRefusal, other: NotedRefusal): boolean {
  return (
    one.code === other.code &&
    one.field === other.field &&
    one.provenBy?.listener === other.provenBy?.listener &&
    one.provenBy?.deviceId === other.provenBy?.deviceId &&
    one.signerAccountId === other.signerAccountId &&
    one.namedAccountId === other.namedAccountId
  );
}
