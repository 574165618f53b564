/** How the base64 of an RSA public key of 1,024, 2,048 or 4,096 bits begins (SPKI). */
const KEY = /\b(?:MIGf|MIIB|MIIC)[A-Za-z0-9+/]{120,800}={0,2}/g;
/** The name of RSA inside of it, in each of the three ways in which base64 can cut it. */
const RSA = ['BgkqhkiG9w0BAQEF', 'GCSqGSIb3DQEBAQUA', 'YJKoZIhvcNAQEBBQ'];
const MOST = 5;

/** The RSA public keys that stand in a text: they are no secret, and a login may be encrypted by one. */
export function keysIn(text: string): string[] {
  if (!text.includes('MI')) return [];
  // Quoted over several lines, as scripts write long texts.
  const joined = text.slice(0, 4_000_000).replace(/\\n|["']\s*\+\s*["']/g, '');
  const found = (joined.match(KEY) ?? []).filter((key) => RSA.some((name) => key.includes(name)));
  return [...new Set(found)].slice(0, MOST);
}
