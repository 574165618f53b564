import { readCurl } from './curl.ts';
import { readFetch } from './fetch.ts';

/** The address and the body of a call that was copied "as cURL" or "as fetch"; null for what is none. Nothing is run. */
export function readCopiedRequest(text: string): { url: string; body: string } | null {
  const call = readCurl(text) ?? readFetch(text);
  return call && { url: call.url, body: call.body ?? '' };
}
