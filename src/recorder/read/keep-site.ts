import type { Recording } from '../recording.ts';

/** Endings under which names are given out one level further down. */
const TWO_PART = /\.(?:com|net|org|gov|edu|ac|co)\.[a-z]{2}$/i;

/** The part of a host's name that one company holds: "pay.acme.com.cn" is "acme.com.cn". */
export function companyOf(hostname: string): string {
  if (/^[\d.]+$|:/.test(hostname)) return hostname;
  const labels = hostname.split('.');
  return labels.slice(TWO_PART.test(hostname) ? -3 : -2).join('.');
}

/** The origins of the recording that are likely the platform's: those of the company of its site. */
export function likelyOrigins({ hosts }: Pick<Recording, 'hosts'>, site: URL): string[] {
  const company = companyOf(site.hostname);
  return hosts
    .filter(({ origin }) => companyOf(new URL(origin).hostname) === company)
    .sort((one, other) => other.calls - one.calls)
    .map(({ origin }) => origin);
}

/** The recording without the calls to other hosts: trackers, maps, whatever a page loads. */
export function keepOrigins(recording: Recording, origins: readonly string[]): Recording {
  const calls = recording.calls
    .filter(({ url }) => origins.includes(url.origin))
    .map((call, at) => ({ ...call, at }));
  return { ...recording, calls };
}
