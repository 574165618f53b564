import { expect, test } from 'vitest';
import { type Merchant, MerchantRules } from '../../../src/flow/merchants/index.ts';
import { identifyShop } from '../../../src/flow/protocols/vmq/identify-shop.ts';
import { tell } from '../../../src/shared/errors.ts';
import { vmqSign } from '../../../src/shared/vmq-sign.ts';

const merchant = (pid: number, key: string, enabled = true, vmqEpayKey = false): Merchant => ({
  pid,
  key: `epay-${key}`,
  vmqKey: key,
  enabled,
  name: '',
  rules: MerchantRules.parse({ vmqEpayKey }),
  createdAt: 0,
});
const everyone = [merchant(1000, 'a'.repeat(32)), merchant(1001, 'b'.repeat(32)), merchant(1002, 'c', false)];
const merchants = { all: async () => everyone };

const params = { orderId: 'x' };
const signedBy = (key: string) => ({ ...params, sign: vmqSign('closeOrder', params, key) });
const pidOf = async (fields: Record<string, string>) =>
  (await identifyShop(merchants, 'closeOrder', fields)).merchant.pid;

test('the merchant is the one whose key signed; a number is not needed, and narrows when it is there', async () => {
  expect(await pidOf(signedBy('a'.repeat(32)))).toBe(1000);
  expect(await pidOf(signedBy('b'.repeat(32)))).toBe(1001);
  expect(await pidOf({ ...signedBy('b'.repeat(32)), pid: '1001' })).toBe(1001);
  expect(await pidOf({ ...signedBy('b'.repeat(32)), id: '1001' })).toBe(1001);
  await expect(pidOf({ ...signedBy('b'.repeat(32)), pid: '1000' })).rejects.toMatchObject({
    code: 'bad_sign',
  });
  await expect(pidOf({ ...signedBy('b'.repeat(32)), pid: '9' })).rejects.toMatchObject({
    code: 'unknown_merchant',
  });
});

test('a key that is nobody’s, and a disabled merchant’s: bad_sign', async () => {
  await expect(pidOf(signedBy('d'))).rejects.toMatchObject({ code: 'bad_sign' });
  await expect(pidOf(signedBy('c'))).rejects.toMatchObject({ code: 'bad_sign' });
  await expect(pidOf(params)).rejects.toMatchObject({ code: 'bad_sign' });
  await expect(pidOf({ ...signedBy('c'), pid: '1002' })).rejects.toMatchObject({ code: 'unknown_merchant' });
});

test('the merchant’s own key counts only where its owner allowed it, and is told of', async () => {
  const allowed = { all: async () => [merchant(1000, 'a'), merchant(1001, 'b', true, true)] };
  const ask = (key: string) => identifyShop(allowed, 'closeOrder', signedBy(key));
  const refusal = await ask('epay-a').catch((error) => error);
  expect(refusal).toMatchObject({ code: 'bad_sign', reason: 'epay_key' });
  expect(tell('shop', refusal)).toContain('易支付的商户密钥');
  expect(await ask('epay-b')).toMatchObject({ merchant: { pid: 1001 }, vmqOwnKey: false });
  expect(await ask('b')).toMatchObject({ merchant: { pid: 1001 }, vmqOwnKey: true });
});

test('a merchant that has no V免签 key yet is opened by no signature', async () => {
  const fresh = { all: async () => [{ ...merchant(1000, 'a'), vmqKey: '' }] };
  await expect(identifyShop(fresh, 'closeOrder', signedBy(''))).rejects.toMatchObject({ code: 'bad_sign' });
});
