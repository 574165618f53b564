/**
 * What people are: `owner` 店主 does everything, for all merchants; `manager` 店长 runs his merchants; `clerk` 店员 deals
 * with their orders and payments; `viewer` 只读 looks. Each may do what those after him may.
 */
export const roles = ['owner', 'manager', 'clerk', 'viewer'] as const;
export type Role = (typeof roles)[number];

/**
 * Everything that can be done in the console, and the least role that may do it: the one place that says so. A route
 * names its deed (`may('order.close')`); one that names none is found by a test.
 */
export const deeds = {
  'home.see': 'viewer',
  'orders.see': 'viewer',
  'receipts.see': 'viewer',
  'self.change': 'viewer',
  'scope.choose': 'viewer',

  'order.complete': 'clerk',
  'order.resend': 'clerk',
  'order.close': 'clerk',
  'receipt.assign': 'clerk',
  'receipt.setAside': 'clerk',
  'texts.see': 'clerk',
  'text.dismiss': 'clerk',
  'alert.resolve': 'clerk',
  'notifications.resend': 'clerk',

  'refused.see': 'manager',
  'accounts.see': 'manager',
  'account.add': 'manager',
  'account.edit': 'manager',
  'account.switch': 'manager',
  'account.test': 'manager',
  'trial.begin': 'manager',
  'code.add': 'manager',
  'code.edit': 'manager',
  'code.switch': 'manager',
  'device.add': 'manager',
  'device.remove': 'manager',
  'rule.confirm': 'manager',
  'rule.revoke': 'manager',
  'merchants.see': 'manager',
  'merchant.rules': 'manager',
  'merchant.revealKey': 'manager',
  'merchant.resetKey': 'manager',
  'audit.see': 'manager',

  // A rule that is made of a text reads every merchant's texts.
  'rule.add': 'owner',
  'rule.remove': 'owner',
  'plugin.switch': 'owner',
  'plugin.install': 'owner',
  'plugin.remove': 'owner',
  // It holds passwords and leads to where they are sent.
  'platform.record': 'owner',
  'merchant.add': 'owner',
  'users.see': 'owner',
  'users.change': 'owner',
} as const satisfies Record<string, Role>;
export type DeedName = keyof typeof deeds;

export function isRole(text: string | null | undefined): text is Role {
  return roles.some((role) => role === text);
}

/** True where the role is the deed's least one, or above it. */
export function roleMay(role: Role, deed: DeedName): boolean {
  return roles.indexOf(role) <= roles.indexOf(deeds[deed]);
}
