import type { Stage } from './stage.ts';

/** What an owner can't do about plugins. */
export async function plugins({ open, send }: Stage): Promise<void> {
  await open('/console/plugins/install');
  await send('/console/plugins/install');
  await send('/console/plugins/index/nothing');
  await send('/console/platforms/sqbpay/remove');
}
