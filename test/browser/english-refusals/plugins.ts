import type { Stage } from './stage.ts';

/** What an owner can't do about plugins. */
export async function plugins({ open, send, press }: Stage): Promise<void> {
  await open('/console/plugins/install');
  await send('/console/plugins/install');
  await press('/console/plugins/index/nothing');
  await press('/console/platforms/sqbpay/remove');
}
