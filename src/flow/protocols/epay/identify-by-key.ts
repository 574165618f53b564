import { refuse } from '../../../shared/errors.ts';
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
  throw refuse(isBlanks ? 'bad_key.key_blanks' : 'bad_key');
}
