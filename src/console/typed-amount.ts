import { type Fen, parseMoney } from '../shared/money.ts';

const GROUPED = /^\d{1,3}(,\d{3})+(\.\d*)?$/;

/** An amount as people type it or copy it from a list: "¥1,234.50", "1234.5 元". Null for anything else. */
export function typedAmount(text: string): Fen | null {
  const bare = text.replace(/^[¥￥]\s*/, '').replace(/\s*元$/, '');
  return parseMoney(GROUPED.test(bare) ? bare.replaceAll(',', '') : bare);
}
