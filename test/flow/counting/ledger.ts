import {
  type CountingRules,
  type Placement,
  placeReport,
  type ReceiptSoFar,
  type Report,
  reviseReviews,
} from '../../../src/flow/counting/index.ts';

interface Entry extends ReceiptSoFar {
  evidence: Report[];
}

/** What a repository does around the pure rules, for one account, in memory. */
export class Ledger {
  /** By money: a real repository asks for these by account, pay type, amount and time. */
  private readonly groups = new Map<string, Entry[]>();
  private lastId = 0;

  constructor(
    private readonly rules: CountingRules,
    /** ms: receipts whose evidence is older than this are not looked at. */
    private readonly horizonMs: number = Number.POSITIVE_INFINITY,
  ) {}

  take(report: Report): Placement {
    const key = `${report.payType}:${report.amountFen}`;
    const all = this.groups.get(key) ?? [];
    this.groups.set(key, all);
    const recent = all.filter(({ evidence }) =>
      evidence.some(({ happenedAt }) => Math.abs(happenedAt - report.happenedAt) <= this.horizonMs),
    );
    const placement = placeReport(report, recent, this.rules);
    if (placement.place === 'known') return placement;
    if (placement.place === 'join') entryOf(all, placement.receiptId).evidence.push(report);
    else {
      const { payType, amountFen } = report;
      const entry = {
        ...{ id: ++this.lastId, payType, amountFen, evidence: [report] },
        inReview: placement.place === 'review',
      };
      all.push(entry);
      recent.push(entry);
    }
    this.revise(all, recent);
    return placement;
  }

  counted(): Entry[] {
    return [...this.groups.values()].flat().filter(({ inReview }) => !inReview);
  }

  inReview(): Entry[] {
    return [...this.groups.values()].flat().filter(({ inReview }) => inReview);
  }

  private revise(all: Entry[], recent: Entry[]): void {
    for (let next = reviseReviews(recent, this.rules); next; next = reviseReviews(recent, this.rules)) {
      const reviewed = entryOf(recent, next.reviewed);
      if (next.place === 'open') reviewed.inReview = false;
      else {
        entryOf(recent, next.receiptId).evidence.push(...reviewed.evidence);
        all.splice(all.indexOf(reviewed), 1);
        recent.splice(recent.indexOf(reviewed), 1);
      }
    }
  }
}

function entryOf(entries: Entry[], id: number): Entry {
  const found = entries.find((entry) => entry.id === id);
  if (!found) throw new Error(`no receipt ${id}`);
  return found;
}
