import {
  type CountingRules,
  type Placement,
  placeReport,
  RECENT_MS,
  type ReceiptSoFar,
  type Report,
  reviseReviews,
  usualRules,
} from '../../../src/flow/counting/index.ts';

interface Entry extends ReceiptSoFar {
  evidence: Report[];
}

/** What a repository does around the pure rules, for one account, in memory. */
export class Ledger {
  /** By money: a real repository asks for these by account, pay type, amount and time. */
  private readonly groups = new Map<string, Entry[]>();
  private lastId = 0;
  /** Reports that were known already. */
  repeats = 0;

  constructor(
    private readonly rules: CountingRules = usualRules,
    private readonly recentMs: number = RECENT_MS,
  ) {}

  take(report: Report): Placement {
    const key = `${report.payType}:${report.amountFen}`;
    const all = this.groups.get(key) ?? [];
    this.groups.set(key, all);
    const receipts = all.filter(({ evidence }) =>
      evidence.some(({ happenedAt }) => Math.abs(happenedAt - report.happenedAt) <= this.recentMs),
    );
    const since = report.happenedAt - this.recentMs;
    const placement = placeReport(report, { since, receipts }, this.rules);
    if (placement.place === 'known') {
      this.repeats++;
      return placement;
    }
    if (placement.place === 'join') entryOf(all, placement.receiptId).evidence.push(report);
    else {
      const { payType, amountFen } = report;
      const entry = {
        ...{ id: ++this.lastId, payType, amountFen, evidence: [report] },
        inReview: placement.place === 'review',
      };
      all.push(entry);
      receipts.push(entry);
    }
    this.revise(report, all, receipts);
    return placement;
  }

  counted(): Entry[] {
    return [...this.groups.values()].flat().filter(({ inReview }) => !inReview);
  }

  inReview(): Entry[] {
    return [...this.groups.values()].flat().filter(({ inReview }) => inReview);
  }

  private revise(report: Report, all: Entry[], receipts: Entry[]): void {
    const since = report.happenedAt - this.recentMs;
    const ask = () => reviseReviews(report, { since, receipts }, this.rules);
    for (let next = ask(); next; next = ask()) {
      const reviewed = entryOf(receipts, next.reviewed);
      if (next.place === 'open') reviewed.inReview = false;
      else {
        entryOf(receipts, next.receiptId).evidence.push(...reviewed.evidence);
        all.splice(all.indexOf(reviewed), 1);
        receipts.splice(receipts.indexOf(reviewed), 1);
      }
    }
  }
}

function entryOf(entries: Entry[], id: number): Entry {
  const found = entries.find((entry) => entry.id === id);
  if (!found) throw new Error(`no receipt ${id}`);
  return found;
}
