/** Hands lists of results on in the order of their numbers, whichever comes first. */
export class InOrder<Result> {
  private readonly early = new Map<number, Result[]>();

  constructor(
    private next: number,
    private readonly hand: (results: Result[]) => void,
  ) {}

  /** `from`: the number of the first of them. */
  take(from: number, results: Result[]): void {
    this.early.set(from, results);
    for (let due = this.early.get(this.next); due; due = this.early.get(this.next)) {
      this.early.delete(this.next);
      this.next += due.length;
      this.hand(due);
    }
  }
}
