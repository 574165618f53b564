import { type Fen, parseMoney } from '../shared/money.ts';

/** What people write after an amount. */
const YUAN = /\s*元$/;
const GROUPED = /^\d{1,3}(,\d{3})+(\.\d*)?$/;

/** An amount as people type it or copy it from a list: "¥1,234.50", "1234.5 元". Null for anything else. */
export function typedAmount(text: string): Fen | null {
  const bare = text.replace(/^[¥￥]\s*/, '').replace(YUAN, '');
  return parseMoney(GROUPED.test(bare) ? bare.replaceAll(',', '') : bare);
}
