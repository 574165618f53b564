/**
 * What comes from outside in a world, each under a name of its own and with chances of its own: so a seed that fails can be
 * run again without some of it, and the rest stays as it was.
 */
export class Happenings {
  readonly names: string[] = [];

  constructor(private readonly without: ReadonlySet<string>) {}

  /** False: left out of this run. */
  happens(name: string): boolean {
    this.names.push(name);
    return !this.without.has(name);
  }
}
