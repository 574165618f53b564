import type { ShopRefusal } from '../../flow/shop-refusals/index.ts';
import { isTextKey, type Translate } from '../../shared/i18n/index.ts';
import { say } from '../../shared/saying.ts';

/** What was wrong with a shop's request, and what to do about it, in the reader's language. */
export interface ExplainedRefusal {
  what: string;
  /** Empty: nobody knows one. */
  remedy: string;
  /** What the shop was told. */
  answered: string;
}

/** One whose cause has no words here is shown as the shop was told. */
export function explainShopRefusal(
  { code, reason, answer }: Pick<ShopRefusal, 'code' | 'reason' | 'answer'>,
  t: Translate,
): ExplainedRefusal {
  const message = say(t.lang, answer);
  const what = `console.shopRefused.what.${code}`;
  const remedy = [`console.shopRefused.fix.${code}_${reason}`, `console.shopRefused.fix.${code}`].find(
    isTextKey,
  );
  return {
    what: isTextKey(what) ? t(what, { field: reason }) : message,
    remedy: remedy ? t(remedy, { message }) : '',
    answered: message,
  };
}

const doors: Record<string, string> = {
  submit: '/submit.php',
  mapi: '/mapi.php',
  api: '/api.php',
  qrcode: '/qrcode.php',
  createOrder: '/createOrder',
  closeOrder: '/closeOrder',
};

/** The address that a refused request came to; '' for one that is none of ours. */
export function doorOf(door: string): string {
  return doors[door] ?? '';
}
