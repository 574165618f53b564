import type { Listener } from './told-platform.ts';

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

export interface Refusal extends RefusalDetail {
  at: number;
  code: string;
  message: string;
}

/** `times`: how often it came, this last time included. */
export type KeptRefusal = Refusal & { times: number };

const KEPT = 10;
const ACCOUNTS = 200;

/**
 * What was refused lately, for the set-up page: kept in this process only, a few for each account. The same mistake
 * again renews its entry, so that a phone that repeats itself doesn't push the others out.
 */
export class RecentRefusals {
  private readonly byAccount = new Map<number | null, KeptRefusal[]>();

  note(accountId: number | null, refusal: Refusal): void {
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
  of(accountId: number | null): KeptRefusal[] {
    return this.byAccount.get(accountId) ?? [];
  }
}

function isSame(one: Refusal, other: Refusal): boolean {
  return (
    one.code === other.code &&
    one.message === other.message &&
    one.field === other.field &&
    one.provenBy?.listener === other.provenBy?.listener &&
    one.provenBy?.deviceId === other.provenBy?.deviceId &&
    one.signerAccountId === other.signerAccountId &&
    one.namedAccountId === other.namedAccountId
  );
}
