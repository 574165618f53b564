import { addAccount, addCode } from '../../src/flow/accounts/index.ts';
import type { PayType } from '../../src/shared/pay-type.ts';
import { Dice } from './dice.ts';
import { type Founding, prove } from './found.ts';
import type { Listener } from './listener.ts';
import { PcMonitor } from './pc-monitor.ts';
import type { Shop } from './shop.ts';
import type { Till, TruePayment } from './truth.ts';
import { dialects, VmqApp } from './vmq-app.ts';

/** Streams of chance. */
const FOUNDING = 50;
const APPS = 60;
const PCS = 80;
const AWAY = 90;

type Place = Pick<Founding, 'seed' | 'around' | 'happenings' | 'heard' | 'leans'>;

/** Here and there a V免签 app with a wallet of its own, that tells of its merchant's other one too, and PCs beside phones. */
export async function putUpOthers(place: Place, shops: readonly Shop[], tills: Till[]): Promise<Listener[]> {
  const { happenings, leans } = place;
  const dice = new Dice(place.seed, FOUNDING);
  const listeners: Listener[] = [];
  for (const { pid } of shops) {
    const beside = tills.filter((till) => till.kind === 'told' && till.pid === pid);
    const hasApp = dice.chance(0.15) || leans('app');
    const payType = dice.pick(['wxpay', 'alipay'] as const);
    if (hasApp && happenings.happens(`V免签 of M${pid}`))
      listeners.push(await putUpApp(place, { pid, payType, beside, stream: APPS + listeners.length }, tills));
    for (const till of beside) {
      // What nobody confirmed is told by phones alone, so that nothing else settles it.
      const hasPc = dice.chance(0.2) || leans('sleep');
      if (!hasPc || till.confirmedAt === null || !happenings.happens(`PC at ${till.name}`)) continue;
      listeners.push(await putUpPc(place, till, PCS + listeners.length));
    }
  }
  for (const [each, one] of listeners.entries())
    beAwayNowAndThen(place, { listener: one, stream: AWAY + each });
  return listeners;
}

async function putUpApp(
  { seed, around, heard }: Place,
  { pid, payType, beside, stream }: { pid: number; payType: PayType; beside: Till[]; stream: number },
  tills: Till[],
): Promise<Listener> {
  const { machine, timeline } = around;
  const name = `V-M${pid}`;
  const content = `${payType === 'wxpay' ? 'wxp://' : 'https://qr.alipay.com/'}${name}`;
  const made = await machine.use(async ({ accountDeps, devices, db }) => {
    const form = { login: name, mode: 'continuous' as const, intervalMs: 3_000, settings: {} };
    const accountId = await addAccount(accountDeps, pid, payType, form);
    const code = { kind: 'personal', label: '', style: 'link' as const, content, payTypes: [payType] };
    await addCode(accountDeps, accountId, code);
    return { accountId, key: await devices.getVmqKey(db, pid, timeline.now()) };
  });
  if (!made) throw new Error('the machine died before anybody came');
  const { accountId, key } = made;
  const till: Till = {
    ...{ name, accountId, pid, content, kind: 'told', mode: 'continuous', login: name, payTypes: [payType] },
    ...{ isToldAgain: false, group: `wallets of M${pid}`, confirmedAt: 0 },
  };
  tills.push(till);
  for (const other of beside) other.group = till.group;
  const dice = new Dice(seed, stream);
  const at = {
    pid,
    key,
    dialect: dice.pick(dialects),
    tills: [till, ...beside.filter(({ confirmedAt }) => confirmedAt !== null)],
  };
  const habits = { again: dice.pick([0, 0.3]), late: dice.pick([0, 0.2]) };
  return new VmqApp(at, { ...around, dice, habits, onTaken: heard });
}

async function putUpPc({ seed, around, heard, leans }: Place, till: Till, stream: number): Promise<Listener> {
  const { machine, timeline } = around;
  const { pid, accountId } = till;
  const secret = `secret-of-pc-at-${till.name}`;
  await machine.use(({ devices, db }) =>
    devices.announce(db, { pid, accountId, app: 'pc', name: 'PC', secret, now: timeline.now() }),
  );
  const dice = new Dice(seed, stream);
  const habits = { again: dice.pick([0, 0.3]), sleeps: dice.chance(0.6) || leans('sleep') };
  const onTaken = (payment: TruePayment) => prove(payment, timeline.now(), heard);
  return new PcMonitor({ till, secret }, { ...around, dice, habits, onTaken });
}

/** Now and then nobody hears what it hears. */
function beAwayNowAndThen(
  { seed, around, happenings, leans }: Place,
  { listener, stream }: { listener: Listener; stream: number },
): void {
  const dice = new Dice(seed, stream);
  const next = (number: number) => {
    around.timeline.after(dice.between(60, leans('sleep') ? 120 : 400) * 1_000, () => {
      next(number + 1);
      const ms = (dice.chance(0.2) ? dice.between(300, 1_200) : dice.between(5, 300)) * 1_000;
      if (happenings.happens(`${listener.name} is off, ${number}`)) listener.goAway(ms);
    });
  };
  next(1);
}
