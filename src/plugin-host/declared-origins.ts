import type { Platform } from '../plugin-api/index.ts';

/**
 * The origins that a platform calls by its own word: its hosts, and what an address in its form is when nothing is typed.
 * An address that an owner types himself is his own word.
 */
export function declaredOrigins(platform: Platform): string[] {
  const hosts = platform.listening === 'polled' ? platform.hosts.map(addressOf) : [];
  const usual = platform.settings.flatMap((field) =>
    field.type === 'url' && field.default !== undefined ? [field.default] : [],
  );
  const origins = [...hosts, ...usual].flatMap((url) => (URL.canParse(url) ? [new URL(url).origin] : []));
  return [...new Set(origins)].sort();
}

/** A host of a manifest is called by https; one of the own machine says otherwise. */
export function addressOf(host: string): string {
  return host.includes('://') ? host : `https://${host}`;
}
