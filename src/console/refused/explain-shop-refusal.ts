import type { ShopRefusal } from '../../flow/shop-refusals/index.ts';
import { isTextKey, type Translate } from '../../shared/i18n/index.ts';
import { say } from '../../shared/saying.ts';
import { refuseNobodys, refuseObviouslyPrivate } from '../../shared/shop-address.ts';

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
  {
    code,
    reason,
    answer,
    fields = [],
  }: Pick<ShopRefusal, 'code' | 'reason' | 'answer'> & Partial<ShopRefusal>,
  t: Translate,
): ExplainedRefusal {
  const message = say(t.lang, answer);
  const what = `console.shopRefused.what.${code}`;
  const isNearby =
    code === 'bad_input' && fields.some(([name, value]) => name === reason && isOwnersNetwork(value));
  const remedy = [
    ...(isNearby ? (['console.shopRefused.fix.privateNotify'] as const) : []),
    `console.shopRefused.fix.${code}_${reason}`,
    `console.shopRefused.fix.${code}`,
  ].find(isTextKey);
  return {
    what: isTextKey(what) ? t(what, { field: reason }) : message,
    remedy: remedy ? t(remedy, { message }) : '',
    answered: message,
  };
}

/** An address that a shop may have once the owner opens his own machine and network. */
function isOwnersNetwork(address: string): boolean {
  return refuseObviouslyPrivate(address) !== null && refuseNobodys(address) === null;
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
