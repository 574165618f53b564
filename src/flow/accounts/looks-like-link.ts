/**
 * True for what an app opens when it is scanned: "https://…", "wxp://…". A code drawn of any other text shows that text to
 * the buyer, and nobody can pay.
 */
export function looksLikeLink(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^\s/]\S*$/i.test(text.trim());
}
