import type { Request } from 'express';

/** A name, an IPv4 address or an IPv6 address in brackets, with or without a port: nothing that could end an address. */
const HOST = /^(?:[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_.-])?|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;
const LONGEST = 255;

/** False for a Host, or a trusted proxy's X-Forwarded-Host, that is no host. One that was not sent (HTTP/1.0) is none. */
export function hasValidHost(req: Request): boolean {
  return hostsOf(req).every((host) => host.length <= LONGEST && HOST.test(host));
}

/** What the request says of the host it wants, the proxy's word first; empty: nothing. */
function hostsOf(req: Request): string[] {
  return [forwardedHost(req), req.headers.host].filter((host) => host !== undefined);
}

/** Counts only from a proxy that TRUST_PROXY names; where several wrote one after the other, the first is the browser's. */
function forwardedHost(req: Request): string | undefined {
  const header = req.headers['x-forwarded-host'];
  if (header === undefined) return undefined;
  const trust: (address: string | undefined, hop: number) => boolean = req.app.get('trust proxy fn');
  return trust(req.socket.remoteAddress, 0) ? String(header).split(',')[0]?.trim() : undefined;
}

/** The address under which this request reached us, without a trailing slash. Good for whoever sent it, and nobody else. */
export function originOf(req: Request): string {
  return `${req.protocol}://${hostsOf(req)[0] ?? 'localhost'}`;
}

/** The names that the request wants to reach, in lower case, without ports. */
export function hostNamesOf(req: Request): string[] {
  return hostsOf(req).map((host) =>
    host
      .toLowerCase()
      .replace(/:\d{1,5}$/, '')
      .replace(/\.$/, ''),
  );
}
