import { smsForwarderSign } from '../../../src/flow/forwarding/index.ts';
import { formatFen } from '../../../src/shared/money.ts';
import type { Product } from './product.ts';
import type { Site } from './site.ts';
import type { PlacedOrder } from './till.ts';

let last = 0;
/** No two signatures of one key are of the same millisecond. */
function nextMs(): number {
  last = Math.max(Date.now(), last + 1);
  return last;
}

const CHINA_MS = 8 * 3_600_000;

/** What SmsForwarder sends when WeChat tells of this order's money, from the templates of the set-up page. */
export async function forward(
  { merchant }: Pick<Site, 'merchant'>,
  product: Pick<Product, 'url'>,
  { placement }: PlacedOrder,
): Promise<void> {
  const now = nextMs();
  const data = JSON.stringify({
    pid: String(merchant.pid),
    aid: String(placement.accountId),
    uid: '10086',
    title: '微信支付',
    msg: `个人收款码到账¥${formatFen(placement.payableFen)}`,
    time: new Date(now + CHINA_MS).toISOString().slice(0, 19).replace('T', ' '),
    divice: `phone of ${placement.accountId}`,
  });
  const time = String(now);
  const sign = encodeURIComponent(smsForwarderSign(time, merchant.key));
  const answer = await fetch(`${product.url}/mpayNotify`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ action: 'mpay', data, time, sign }),
  });
  const text = await answer.text();
  if (!answer.ok || !text.includes('200')) throw new Error(`mpayNotify: ${answer.status} ${text}`);
}
