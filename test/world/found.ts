import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import { MerchantRules } from '../../src/flow/merchants/index.ts';
import { openDatabase } from '../../src/shared/db.ts';
import type { PayType } from '../../src/shared/pay-type.ts';
import { writeSetting } from '../../src/shared/settings.ts';
import { buildAccount, buildCode, merchantRepository } from '../support/factories.ts';
import { Dice } from './dice.ts';
import type { Happenings } from './happenings.ts';
import type { Leaning } from './leaning.ts';
import { Phone } from './phone.ts';
import { PhoneClock } from './phone-clock.ts';
import { PollingPlatform } from './platform.ts';
import { Shop } from './shop.ts';
import type { Surroundings } from './surroundings.ts';
import type { Till, TruePayment } from './truth.ts';
import { WalletApp, type Ways } from './wallet-app.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** Streams of chance. */
const APPS = 120;
const CLOCKS = 150;
const HEARTS = 170;

export interface Founding {
  seed: number;
  dice: Dice;
  /** How bad something is in this world: mostly not at all, else any share. */
  bad(): number;
  around: Omit<Surroundings, 'dice'>;
  happenings: Happenings;
  leans(to: Leaning): boolean;
  /** The house could know of this from now on. */
  heard(payment: TruePayment): void;
}

/** A device of the payment's own till has told it. */
export function prove(payment: TruePayment, now: number, heard: Founding['heard']): void {
  payment.provenAt ??= now;
  heard(payment);
}

/** A merchant's own wallet, of which phones will tell. */
export interface Wallet {
  pid: number;
  name: string;
}

/** Merchants with their rules, shops and the tills of platforms that are asked, as they stand before the house opens. */
export async function openShops(
  dataDir: string,
  { seed, dice, bad, around, leans }: Founding,
): Promise<{ shops: Shop[]; tills: Till[]; wallets: Wallet[] }> {
  const { timeline } = around;
  const shops: Shop[] = [];
  const tills: Till[] = [];
  const db = openDatabase({ databaseUrl: '', dataDir });
  await writeSetting(db, 'installed_at', String(timeline.now()));
  const merchants = dice.pick([1, 1, 2, 3]);
  const wallets: Wallet[] = [];
  for (let each = 0; each < merchants; each++) {
    const merchant = await merchantRepository.create(db, { name: `M${each}`, now: timeline.now() });
    const graceMs = dice.between(0, 5) * MINUTE;
    await merchantRepository.saveRules(
      db,
      merchant.pid,
      MerchantRules.parse({
        orderLifetimeMs: dice.between(1, 6) * MINUTE,
        graceMs,
        slotLimitFen: leans('few') ? 3 : dice.pick([3, 20, 99]),
        slotDirection: dice.pick(['up', 'down']),
        roundPrice: dice.pick(['when_alone', 'never']),
        fixedFirst: (seed + each) % 2 === 0,
        paidHoldMs: dice.between(4, 6) * MINUTE,
        perNetwork: dice.pick([0, 2, 5]),
        notifyBy: dice.pick(['get', 'post']),
      }),
    );
    shops.push(
      new Shop(merchant.pid, merchant.key, {
        ...around,
        dice: new Dice(seed, 10 + each),
        graceMs,
        moody: 0.3 * Math.max(bad(), Number(leans('moody'))),
      }),
    );
    const thrown = dice.pick(['polled', 'told', 'both'] as const);
    const isBoth = leans('told') && leans('polled');
    const has = isBoth ? 'both' : leans('told') ? 'told' : leans('polled') ? 'polled' : thrown;
    if (has !== 'told') {
      const mode = dice.pick(['continuous', 'continuous', 'continuous', 'on_demand'] as const);
      const accountId = await buildAccount(db, merchant.pid, {
        login: `shop-${merchant.pid}`,
        password: 'p',
        baseUrl: PollingPlatform.origin,
        mode,
        intervalMs: dice.pick([3, 5, 8]) * SECOND,
      });
      for (let code = dice.between(1, 3); code > 0; code--) {
        const terminal = `T${each}-${code}`;
        const payTypes: PayType[] = ['wxpay', 'alipay'];
        await buildCode(db, accountId, { terminal, payTypes });
        tills.push({
          name: terminal,
          accountId,
          pid: merchant.pid,
          content: `https://qr.example/${terminal}`,
          kind: 'polled',
          mode,
          isToldAgain: false,
          login: `shop-${merchant.pid}`,
          payTypes,
          group: terminal,
          confirmedAt: 0,
        });
      }
    }
    if (has !== 'polled') wallets.push({ pid: merchant.pid, name: `M${each}` });
  }
  await db.destroy();

  return { shops, tills, wallets };
}

/** The wallets' accounts, codes and phones, added in the house that runs; their tills are added to `tills`. */
export async function putUpPhones(
  { seed, dice, bad, around, happenings, heard, leans }: Founding,
  wallets: Wallet[],
  tills: Till[],
): Promise<{ phones: { accountId: number; phone: Phone }[]; apps: WalletApp[] }> {
  const { timeline, machine, truth } = around;
  const phones: { accountId: number; phone: Phone }[] = [];
  const apps: WalletApp[] = [];
  for (const told of wallets) {
    await machine.use(async ({ accountDeps, devices, db: own }) => {
      const accountId = await addAccount(accountDeps, told.pid, 'wxpay', {
        login: told.name,
        mode: 'continuous',
        intervalMs: 3_000,
        settings: {},
      });
      const content = `wxp://${told.name}`;
      await addCode(accountDeps, accountId, {
        kind: 'personal',
        label: '',
        style: 'link',
        content,
        payTypes: ['wxpay'],
      });
      const till: Till = {
        name: `W-${told.name}`,
        accountId: accountId,
        pid: told.pid,
        content,
        kind: 'told',
        mode: 'continuous',
        isToldAgain: false,
        login: told.name,
        payTypes: ['wxpay'],
        group: `W-${told.name}`,
        confirmedAt: 0,
      };
      tills.push(till);
      const ways = waysOf(till, new Dice(seed, APPS + phones.length), happenings, leans);
      if (ways.isDocumented) till.confirmedAt = null;
      const app = new WalletApp(till, ways, { dice: new Dice(seed, APPS + 10 + phones.length), truth });
      apps.push(app);
      for (let each = dice.between(1, 2); each > 0; each--) {
        const name = `${told.name}-phone-${each}`;
        const secret = `secret-of-${name}`;
        await devices.announce(own, {
          pid: told.pid,
          accountId: accountId,
          app: 'sms_forwarder',
          name,
          secret,
          now: timeline.now(),
        });
        const habits = {
          again: 0.6 * Math.max(bad(), Number(leans('again'))),
          prefix: bad(),
          // Prompt ones prove soonest that what an app told came elsewhere.
          late: 0.5 * bad() * Number(!leans('app')),
          noise: bad(),
        };
        till.isToldAgain ||= habits.again > 0;
        const clock = new PhoneClock({ timeline, truth, name });
        clock.wander(new Dice(seed, CLOCKS + phones.length), happenings);
        const isQuiet = new Dice(seed, HEARTS + phones.length).chance(0.15) || leans('quiet');
        const beatMs = isQuiet && happenings.happens(`no heartbeats of ${name}`) ? Infinity : undefined;
        phones.push({
          accountId: accountId,
          phone: new Phone(
            { pid: told.pid, accountId: accountId, name, secret },
            {
              ...around,
              ...{ habits, app, clock },
              ...(beatMs !== undefined && { beatMs }),
              dice: new Dice(seed, 30 + phones.length),
              onTaken: (payment) => prove(payment, timeline.now(), heard),
            },
          ),
        });
      }
    });
  }
  return { phones, apps };
}

/** Mostly the plain amount; here and there with the day's numbers, with some that no phone shows, or hidden ones. */
function waysOf({ name }: Till, dice: Dice, happenings: Happenings, leans: Founding['leans']): Ways {
  const counts = dice.chance(0.3);
  const loses = counts && dice.chance(0.5) ? 0.15 : 0;
  const hides = dice.chance(0.06) ? 0.2 : 0;
  const isDocumented = dice.chance(0.1) || leans('documented');
  return {
    counts: counts && !isDocumented && happenings.happens(`the day's numbers at ${name}`),
    loses: loses > 0 && happenings.happens(`lost notifications at ${name}`) ? loses : 0,
    hides: hides > 0 && happenings.happens(`hidden notifications at ${name}`) ? hides : 0,
    isDocumented: isDocumented && happenings.happens(`a wording known from documents at ${name}`),
  };
}
