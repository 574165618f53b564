import type { Clock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import type { MerchantRepository } from './merchant.repository.ts';
import type { Merchant } from './merchant.ts';

/** How long another process's change (a reset key) may stay unseen. */
const FRESH_FOR_MS = 1_000;

/** Merchants by pid, kept for a second: every request of every shop begins by looking one up. */
export class MerchantDirectory {
  private readonly kept = new Map<number, { merchant: Merchant; until: number }>();

  private everyone: { merchants: Merchant[]; until: number } | null = null;

  constructor(
    private readonly db: Db,
    private readonly merchants: MerchantRepository,
    private readonly clock: Clock,
  ) {}

  /** Undefined for an unknown pid (which is asked of the database every time: unknown ones are rare and limited). */
  async find(pid: number): Promise<Merchant | undefined> {
    const now = this.clock.now();
    const known = this.kept.get(pid);
    if (known && known.until > now) return known.merchant;
    const merchant = await this.merchants.find(this.db, pid);
    if (merchant) this.kept.set(pid, { merchant, until: now + FRESH_FOR_MS });
    else this.kept.delete(pid);
    return merchant;
  }

  /** Every merchant, for protocols whose senders don't name one. */
  async all(): Promise<Merchant[]> {
    const now = this.clock.now();
    if (this.everyone && this.everyone.until > now) return this.everyone.merchants;
    const merchants = await this.merchants.list(this.db);
    this.everyone = { merchants, until: now + FRESH_FOR_MS };
    return merchants;
  }

  /** To be called after this process changed the merchant. */
  forget(pid: number): void {
    this.everyone = null;
    this.kept.delete(pid);
  }
}
