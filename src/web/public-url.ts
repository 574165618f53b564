import type { Request } from 'express';
import { originOf } from './request-host.ts';

/** Where shops reach us, without a trailing slash: PUBLIC_URL, else the address under which this request came. */
export function publicUrlOf(req: Request, configured: string): string {
  return configured || originOf(req);
}
