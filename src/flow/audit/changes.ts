/** What differs between two versions of a form: `{ name: [before, after] }`. Never hand in secrets. */
export function changesBetween(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Record<string, [unknown, unknown]> {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed: Record<string, [unknown, unknown]> = {};
  for (const name of names) {
    const [was, is] = [before[name] ?? null, after[name] ?? null];
    if (JSON.stringify(was) !== JSON.stringify(is)) changed[name] = [was, is];
  }
  return changed;
}
