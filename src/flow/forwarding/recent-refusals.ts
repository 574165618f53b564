/** What was refused lately, for the set-up page: kept in this process only, a few for each account. */
export interface Refusal {
  at: number;
  code: string;
  message: string;
}

const KEPT = 10;
const ACCOUNTS = 200;

export class RecentRefusals {
  private readonly byAccount = new Map<number | null, Refusal[]>();

  note(accountId: number | null, refusal: Refusal): void {
    const list = [refusal, ...(this.byAccount.get(accountId) ?? [])].slice(0, KEPT);
    this.byAccount.delete(accountId);
    this.byAccount.set(accountId, list);
    const [oldest] = this.byAccount.keys();
    if (this.byAccount.size > ACCOUNTS && oldest !== undefined) this.byAccount.delete(oldest);
  }

  /** Newest first; null: messages whose account could not be told. */
  of(accountId: number | null): Refusal[] {
    return this.byAccount.get(accountId) ?? [];
  }
}
