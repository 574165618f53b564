import { vmqSign } from '../../../src/shared/vmq-sign.ts';
import { signedOrder } from '../../support/vmq-shop.ts';
import { knock, readRefused } from './shops.ts';
import type { Stage } from './stage.ts';

type Fields = Record<string, string>;

/** What V免签 shops send wrongly. */
export async function vmqShops(stage: Stage): Promise<void> {
  const { app } = stage;
  const { vmqKey, key } = app.merchant;
  const create = (fields: Fields, path = '/createOrder') =>
    knock(`${app.url}${path}?${new URLSearchParams(fields)}`);
  const plain = signedOrder(app);
  const signedAs = (changes: Fields, signed: Fields, by = vmqKey): Fields => {
    const fields = { ...plain, ...changes };
    return { ...fields, sign: vmqSign('createOrder', { ...fields, ...signed }, by) };
  };
  for (const fields of [
    { ...plain, sign: (plain.sign ?? '').toUpperCase() },
    signedAs({}, {}, `${vmqKey}\n`),
    signedAs({ param: 'a b' }, { param: 'a+b' }),
    signedAs({ param: 'a&b' }, { param: 'a%26b' }),
    signedAs({ param: 'vip' }, { param: '' }),
    signedAs({}, {}, key),
    { ...plain, sign: 'f'.repeat(32) },
  ])
    await create(fields);
  await knock(`${app.url}/createOrder?${new URLSearchParams({ ...plain, sign: 'x' })}&sitename=%C9%CC`);
  await readRefused(stage);
  await create({ ...plain, pid: '77' });
  await create(signedAs({ param: '12', price: '3.00' }, {}));
  await create({ ...plain, type: '9', price: '01.00', notifyUrl: 'http://10.0.0.1:0/' });
  await create({ ...plain, payId: '', price: 'much' });
  await create(plain, '/createOrder/createOrder');
  await create(plain, '/somewhere');
  await readRefused(stage);
}
