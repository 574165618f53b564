/** One spelling of a user name: both databases then agree on which names are the same. */
export function normalizeUsername(text: string): string {
  return text.trim().normalize('NFKC').toLowerCase();
}

/** 2–32 letters a–z, digits, Chinese characters and . _ - @ (after normalizing). */
export function isUsername(normalized: string): boolean {
  return /^[a-z0-9._@\-\p{Script=Han}]{2,32}$/u.test(normalized);
}
