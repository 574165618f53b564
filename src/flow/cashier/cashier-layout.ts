import { SECOND } from '../../shared/clock.ts';
import { type Fen, fen } from '../../shared/money.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { CashierPage } from './cashier-page.ts';

/** Longer names open at a touch: they would push the code off a phone's screen. Characters. */
const LONG_NAME = 60;
/** How long a buyer sees that it is paid before he goes back to the shop. */
const BACK_AFTER_S = 2;
const ASK_AGAIN_S = 5;

/** What the templates need beside the page's facts, worked out here so that they only lay it out. */
interface Layout {
  /** The page's own path. */
  address: string;
  /** The path of what is shown, be it the choice of another way: where a change of language leads back to. */
  here: string;
  left: { seconds: number; text: string };
  /** Loads another address by itself; null: never. */
  refresh: { seconds: number; url: string; isForScriptless: boolean } | null;
  /** Where the page leads back to, by itself; null: it stays. */
  goesBack: string | null;
  /** Null: nothing is chosen, or it doesn't matter any more. */
  shownType: PayType | null;
  isUnheard: boolean;
  tradeNoParts: string[];
  hasLongName: boolean;
  /** The shop's price, where another amount is to be paid. */
  price: Fen | null;
  /** How the amount came about. */
  difference: { way: 'same' | 'more' | 'less'; fen: Fen };
}

export type CashierLayout = CashierPage & Layout;
/** One of the six views. */
export type CashierView<View extends CashierPage['view']> = Extract<CashierPage, { view: View }> & Layout;

export function layOut(page: CashierPage): CashierLayout {
  const address = `/Pay/console/${page.tradeNo}`;
  const off = page.view === 'pay' ? page.differenceFen : 0;
  return {
    ...page,
    address,
    here: page.view === 'change' ? `${address}?change=1` : address,
    left: timeLeft(page.leftMs),
    refresh: refreshOf(page, address),
    goesBack: page.view === 'paid' ? page.returnUrl : null,
    shownType: 'payType' in page ? page.payType : null,
    isUnheard: 'unheard' in page && page.unheard,
    tradeNoParts: page.tradeNo.match(/.{1,8}/g) ?? [],
    hasLongName: page.productName.length > LONG_NAME,
    price: off === 0 ? null : page.moneyFen,
    difference: { way: off === 0 ? 'same' : off > 0 ? 'more' : 'less', fen: fen(Math.abs(off)) },
  };
}

function refreshOf(page: CashierPage, address: string): Layout['refresh'] {
  if (page.view === 'paid' && page.returnUrl !== null) {
    return { seconds: BACK_AFTER_S, url: page.returnUrl, isForScriptless: false };
  }
  if (page.final || page.view === 'change') return null;
  return page.view === 'paid'
    ? { seconds: Math.ceil(page.waitMs / SECOND), url: address, isForScriptless: false }
    : { seconds: ASK_AGAIN_S, url: address, isForScriptless: true };
}

/** "04:59", with hours where there are any; js/cashier.js counts on from it. */
function timeLeft(ms: number): Layout['left'] {
  const seconds = Math.ceil(ms / SECOND);
  const two = (number: number) => String(number).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const head = seconds > 3_600 ? `${Math.floor(minutes / 60)}:${two(minutes % 60)}` : two(minutes);
  return { seconds, text: `${head}:${two(seconds % 60)}` };
}
