import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { type HTMLElement, parse } from 'node-html-parser';

/** Serves an app on a free port of this machine. */
export async function listen(app: Express): Promise<{ url: string; close(): Promise<void> }> {
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

export interface Visit {
  status: number;
  headers: Headers;
  /** Where a redirect leads; null when it is none. */
  location: string | null;
  text: string;
  page: HTMLElement;
}

type Fields = Record<string, string | string[]>;

/** A browser without scripts: keeps cookies, follows no redirect by itself. */
export class Visitor {
  readonly cookies = new Map<string, string>();

  constructor(
    readonly url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  get(path: string, headers: Record<string, string> = {}): Promise<Visit> {
    return this.request(path, { headers });
  }

  /** A field with several values is sent once for each. */
  post(path: string, form: Fields, headers: Record<string, string> = {}): Promise<Visit> {
    const pairs = Object.entries(form).flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
    return this.request(path, { method: 'POST', body: new URLSearchParams(pairs), headers });
  }

  /** Fills in the form of a page that was fetched (hidden fields stay as they are) and sends it. */
  submit(visit: Visit, fields: Fields, selector = 'main form'): Promise<Visit> {
    const form = visit.page.querySelector(selector);
    if (!form) throw new Error(`there is no ${selector} on the page:\n${visit.text}`);
    const hidden = form.querySelectorAll('input[type=hidden]').map((input) => {
      return [input.getAttribute('name') ?? '', input.getAttribute('value') ?? ''] as const;
    });
    return this.post(form.getAttribute('action') ?? '', { ...Object.fromEntries(hidden), ...fields });
  }

  private async request(path: string, init: RequestInit): Promise<Visit> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(new URL(path, this.url), {
      ...init,
      redirect: 'manual',
      headers: { ...this.headers, ...(cookie && { cookie }), ...(init.headers as Record<string, string>) },
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, location: headers.get('location'), text, page: parse(text) };
  }
}
