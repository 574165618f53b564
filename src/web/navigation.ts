import type { TextKey } from '../shared/i18n/index.ts';

/** A page in the console's frame. */
export interface NavItem {
  id: 'home' | 'orders' | 'receipts' | 'accounts' | 'plugins' | 'merchants' | 'people' | 'audit';
  href: string;
  text: TextKey;
}

/** With the deed that its visitor must be allowed; null: everybody may see it. */
const items: readonly { item: NavItem; deed: string | null }[] = [
  { item: { id: 'home', href: '/console', text: 'nav.home' }, deed: null },
  { item: { id: 'orders', href: '/console/orders', text: 'nav.orders' }, deed: null },
  { item: { id: 'receipts', href: '/console/receipts', text: 'nav.receipts' }, deed: null },
  { item: { id: 'accounts', href: '/console/accounts', text: 'nav.accounts' }, deed: 'accounts.see' },
  { item: { id: 'plugins', href: '/console/platforms', text: 'nav.plugins' }, deed: 'accounts.see' },
  { item: { id: 'merchants', href: '/console/merchants', text: 'nav.merchants' }, deed: 'merchants.see' },
  { item: { id: 'people', href: '/console/users', text: 'people.nav' }, deed: 'users.see' },
  { item: { id: 'audit', href: '/console/audit', text: 'nav.audit' }, deed: 'audit.see' },
];

export function navigationFor(mayDo: (deed: string) => boolean): NavItem[] {
  return items.filter(({ deed }) => deed === null || mayDo(deed)).map(({ item }) => item);
}
