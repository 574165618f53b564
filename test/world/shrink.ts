/**
 * Leaves out of a failing world what it does not need to fail: first large parts, then ever smaller ones, down to single
 * happenings (Zeller's ddmin). `fails`: whether it still does without these. Returns what was left out.
 */
export async function shrink(
  happened: readonly string[],
  fails: (without: ReadonlySet<string>) => Promise<boolean>,
  tries = 200,
): Promise<Set<string>> {
  let left = [...happened];
  const out = new Set<string>();
  let size = Math.ceil(left.length / 2);
  for (let tried = 0; tried < tries && left.length > 0; ) {
    let isSmaller = false;
    for (let at = 0; at < left.length && tried < tries; ) {
      const part = left.slice(at, at + size);
      tried += 1;
      if (await fails(new Set([...out, ...part]))) {
        for (const name of part) out.add(name);
        left = left.filter((name) => !out.has(name));
        isSmaller = true;
      } else at += size;
    }
    if (size === 1 && !isSmaller) break;
    size = Math.max(1, Math.floor(size / 2));
  }
  return out;
}
