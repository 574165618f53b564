const MOST = 8;
/** What the column holds, commas included. */
const MAX_CHARS = 300;

/** Each package once, the newest last, as many of the newest as are kept. One with a comma is no package's name. */
export function boundPackages(packages: readonly string[]): string[] {
  const names = [...new Set([...packages].reverse())].filter((name) => !name.includes(',')).slice(0, MOST);
  while (names.join(',').length > MAX_CHARS) names.pop();
  return names.reverse();
}
