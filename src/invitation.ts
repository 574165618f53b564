import { networkInterfaces } from 'node:os';
import type { Config } from './shared/config.ts';
import { inBoth } from './shared/in-both.ts';
import { say, saying } from './shared/saying.ts';

/** Enough for a server's networks; the rest are bridges of containers. */
const MOST_ADDRESSES = 3;
/** On a terminal, where a Chinese letter takes two. */
const LABEL_COLUMNS = 21;

/** What a fresh installation says on the terminal, in both languages: where to go, and the code that opens the wizard. */
export function invitation(setupCode: string, place: Pick<Config, 'publicUrl' | 'host' | 'port'>): string {
  const addresses = wizardAddresses(place, ownAddresses());
  return [
    '',
    ...inBoth(saying('start.invitation'))
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    ...addresses.map((address) => `    ${label('start.open')}${address}`),
    `    ${label('start.setupCode')}${setupCode}`,
    '',
  ].join('\n');
}

function label(key: 'start.open' | 'start.setupCode'): string {
  const chinese = say('zh', saying(key));
  return `${chinese} ${say('en', saying(key))}:`.padEnd(LABEL_COLUMNS - chinese.length);
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
