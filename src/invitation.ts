import { networkInterfaces } from 'node:os';
import type { Config } from './shared/config.ts';

/** Enough for a server's networks; the rest are bridges of containers. */
const MOST_ADDRESSES = 3;

/** What a fresh installation says on the terminal, in both languages: where to go, and the code that opens the wizard. */
export function invitation(setupCode: string, place: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  const addresses = wizardAddresses(place, ownAddresses());
  return [
    '',
    '  mpay 还没有安装。用浏览器打开下面的地址（云服务器请把 localhost 换成公网 IP 或域名），填入安装码：',
    '  mpay is not installed yet. Open the address below in a browser (from elsewhere, with the',
    "  server's own name or IP instead of localhost) and enter the set-up code:",
    '',
    ...addresses.map((address) => `    打开 open:           ${address}`),
    `    安装码 set-up code:  ${setupCode}`,
    '',
  ].join('\n');
}

/** PUBLIC_URL, else the addresses at which the server listens; `own` are this machine's. */
export function wizardAddresses(
  { publicUrl, host, port }: Pick<Config, 'publicUrl' | 'host' | 'port'>,
  own: string[],
): string[] {
  if (publicUrl) return [`${publicUrl}/install`];
  const isEverywhere = host === '0.0.0.0' || host === '::';
  const hosts = isEverywhere ? ['localhost', ...own.slice(0, MOST_ADDRESSES)] : [host];
  return hosts.map((one) => `http://${one.includes(':') ? `[${one}]` : one}:${port}/install`);
}

function ownAddresses(): string[] {
  const found = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  return found.flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [address] : []));
}
