import { hash } from 'node:crypto';

/**
 * SHA-256 in hex over a list of texts and numbers. Written as JSON first, so that no two lists share a hash by
 * sliding text from one place to the next, nor two broken texts by both turning into U+FFFD.
 */
export function listHash(...parts: readonly (string | number)[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex');
}
