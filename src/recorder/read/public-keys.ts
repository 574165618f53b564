/** How the base64 of an RSA public key of 1,024, 2,048 or 4,096 bits begins (SPKI). */
const KEY = /\b(?:MIGf|MIIB|MIIC)[A-Za-z0-9+/]{120,800}={0,2}/g;
const RSA = 'BgkqhkiG9w0BAQEF';
const ALSO_RSA = 'DQYJKoZIhvcNAQEB';
const MOST = 5;

/** The RSA public keys that stand in a text: they are no secret, and a login may be encrypted by one. */
export function keysIn(text: string): string[] {
  if (!text.includes('MI')) return [];
  // Quoted over several lines, as scripts write long texts.
  const joined = text.slice(0, 4_000_000).replace(/\\n|["']\s*\+\s*["']/g, '');
  const found = (joined.match(KEY) ?? []).filter((key) => key.includes(RSA) || key.includes(ALSO_RSA));
  return [...new Set(found)].slice(0, MOST);
}
