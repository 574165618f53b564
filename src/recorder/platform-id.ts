import { companyOf } from './read/keep-site.ts';

const PREFIX = 'own-';

/** The key of a platform that an owner records, by its site: "https://pay.acme.com.cn" is "own-acme-com-cn". */
export function platformIdOf(site: URL): string {
  const host = companyOf(site.hostname) + (site.port === '' ? '' : `-${site.port}`);
  const name = host
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${PREFIX}${name}`.slice(0, 32).replace(/-+$/, '');
}
