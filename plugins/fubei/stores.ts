import { PlatformError, type PluginContext } from '#plugin-api';
import { call } from './gateway.ts';
import { notUnderstood } from './problems.ts';
import type { BillSession } from './session.ts';
import { type Row, textOf } from './values.ts';

/**
 * The session with the shop that bills are made for: the one of the settings, or the only one. PlatformError that lists
 * them where that isn't clear, so that the owner copies his; or SessionGone.
 */
export async function chooseStore(context: PluginContext, session: BillSession): Promise<BillSession> {
  if (session.storeId !== null) return session;
  const wanted = textOf(context.settings.store_id);
  const stores = await listStores(context, session);
  const [only, ...more] = stores;
  if (!only) throw noStore();
  if (wanted === '' && more.length === 0) return { ...session, storeId: textOf(only.storeId) };
  if (stores.some(({ storeId }) => textOf(storeId) === wanted)) return { ...session, storeId: wanted };
  throw whichStore(stores, wanted);
}

async function listStores(context: PluginContext, session: BillSession): Promise<Row[]> {
  const { storeList } = await call(context, session, 'receipt.web.store.list', {});
  if (!Array.isArray(storeList)) throw notUnderstood('门店列表', 'list of shops');
  return storeList.filter((store) => textOf((store as Row | null)?.storeId) !== '');
}

function noStore(): PlatformError {
  return new PlatformError('needsPerson', {
    zh: '付呗账号下没有门店，开不了收款单。请先在付呗后台建好门店，或把收款方式改成“只用码牌”',
    en: 'This Fubei account has no shop to make bills for. Set one up there, or use the plate code only',
  });
}

const SHOWN = 6;

function whichStore(stores: readonly Row[], wanted: string): PlatformError {
  const list = stores
    .slice(0, SHOWN)
    .map(({ storeId, storeName }) => `${textOf(storeId)}（${textOf(storeName).slice(0, 16)}）`)
    .join('、');
  const [zh, en] = wanted
    ? [`没有编号是 ${wanted} 的门店`, `There is no shop ${wanted}`]
    : ['账号下有几家门店', 'There are several shops'];
  return new PlatformError(
    'wrongPassword',
    {
      zh: `${zh}，请在“门店编号”里填其中一个：${list}`,
      en: `${en}: enter one of these as the shop’s number: ${list}`,
    },
    { fields: ['store_id'] },
  );
}
