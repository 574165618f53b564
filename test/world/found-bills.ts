import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../src/shared/db.ts';
import { accountRepository, buildCode } from '../support/factories.ts';
import { BillPlatform } from './bill-platform.ts';
import { Dice } from './dice.ts';
import type { Founding } from './found.ts';
import type { Shop } from './shop.ts';
import type { Till } from './truth.ts';

/** Streams of chance. */
const FOUNDING = 180;
const PLATFORM = 181;

/** The platforms of a house that has one which makes bills. */
export const pluginsWithBills = fileURLToPath(new URL('plugins', import.meta.url));

/** In a few worlds a merchant has an account at a platform that makes one code for each order. Null: in this one nobody. */
export async function openBills(
  dataDir: string,
  { seed, around, happenings, heard, leans }: Founding,
  shops: readonly Shop[],
  tills: Till[],
): Promise<BillPlatform | null> {
  const dice = new Dice(seed, FOUNDING);
  const [shop] = shops;
  const hasBills = dice.chance(0.1) || leans('bills');
  if (!hasBills || !shop || !happenings.happens('bills')) return null;
  const { pid } = shop;
  const name = 'T-bills';
  const db = openDatabase({ databaseUrl: '', dataDir });
  const accountId = await accountRepository.insert(
    db,
    pid,
    'till',
    {
      ...{ login: 'bills', mode: 'continuous' as const, intervalMs: 3_000 },
      settings: { username: 'keeper', base_url: BillPlatform.origin },
      secrets: { password: 'correct horse 42' },
    },
    0,
  );
  await buildCode(db, accountId, { terminal: name, payTypes: ['wxpay', 'alipay'] });
  await db.destroy();
  const till: Till = {
    ...{ name, group: name, accountId, pid, login: 'bills', content: `https://qr.example/${name}` },
    ...{
      kind: 'polled',
      mode: 'continuous',
      isToldAgain: false,
      payTypes: ['wxpay', 'alipay'],
      confirmedAt: 0,
    },
  };
  tills.push(till);
  const bad = () => (dice.chance(0.5) ? 0 : dice.fraction());
  const troubles = { serverError: 0.3 * bad(), slow: 0.3 * bad(), sessionLost: 0.1 * bad() };
  const { timeline, truth, net } = around;
  const platform = new BillPlatform({
    ...{ timeline, truth, troubles, till, tills, dice: new Dice(seed, PLATFORM), onVisible: heard },
  });
  net.hosts.set(BillPlatform.origin, platform.host);
  return platform;
}
