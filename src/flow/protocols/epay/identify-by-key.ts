import { Refusal } from '../../../shared/errors.ts';
import { equalText } from '../../../shared/secrets.ts';
import type { ShopParams } from '../../intake/index.ts';
import type { Merchant, MerchantDirectory } from '../../merchants/index.ts';

/** The merchant that asks api.php with its pid and key. Refusal 'bad_key': wrong key or unknown pid, not told apart. */
export async function identifyByKey(
  { merchants }: { merchants: Pick<MerchantDirectory, 'find'> },
  { pid = '', key = '' }: ShopParams,
): Promise<Merchant> {
  const merchant = /^\d{1,9}$/.test(pid) ? await merchants.find(Number(pid)) : undefined;
  if (merchant && equalText(key, merchant.key)) return merchant;
  const isBlanks = merchant !== undefined && equalText(key.trim(), merchant.key);
  throw isBlanks
    ? new Refusal('bad_key', '密钥前后多了空格或换行，请重新粘贴', { status: 403, reason: 'key_blanks' })
    : new Refusal('bad_key', '商户不存在或密钥错误', { status: 403 });
}
