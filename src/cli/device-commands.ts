import { mayTell, registerDevice } from '../flow/devices/index.ts';
import { readText, verdictOf } from '../flow/forwarded-texts/index.ts';
import { terminal } from '../shared/actor.ts';
import { isDuplicate } from '../shared/db.ts';
import { refuse } from '../shared/errors.ts';
import { oneOf, readOptions, required, wholeNumber } from './options.ts';
import { type Terminal, withServices } from './with-house.ts';

const MAX_NAME = 100;

export async function deviceList(args: string[], place: Terminal): Promise<unknown> {
  readOptions(args, []);
  return withServices(place, ({ devices, db, clock }) => devices.list(db, clock.now()));
}

/** A phone or PC of an account, with a key of its own, which is told here only; the merchant's key stops counting there. */
export async function deviceAdd(args: string[], place: Terminal): Promise<{ id: number; secret: string }> {
  const { options } = readOptions(args, ['account', 'name', 'app']);
  const accountId = wholeNumber('account', required(options, 'account'));
  const name = required(options, 'name').trim();
  if (name === '' || name.length > MAX_NAME || /\p{Cc}/u.test(name))
    throw refuse('usage.deviceName', { max: MAX_NAME });
  const app = oneOf('app', options.app ?? 'sms_forwarder', ['sms_forwarder', 'pc']);
  return withServices(place, async (services) => {
    const { db, accounts, plugins } = services;
    const account = await accounts.get(db, accountId);
    const listener = app === 'pc' ? 'pc' : 'phone';
    if (!mayTell(plugins, account, listener))
      throw refuse('usage.noReports', { listener, platform: account.platform });
    return registerDevice(services, account, { app, name }, terminal).catch((error: unknown) => {
      if (!isDuplicate(error)) throw error;
      throw refuse('usage.deviceTaken', { name });
    });
  });
}

/** What a notification text would do by itself, before any confirmation of the owner's, and why; nothing is counted. */
export async function notificationTry(args: string[], place: Terminal): Promise<unknown> {
  const { options } = readOptions(args, ['package', 'title', 'text']);
  const text = {
    package: required(options, 'package'),
    // An app may leave either empty.
    title: options.title ?? '',
    text: options.text ?? '',
  };
  if (options.title === undefined) throw refuse('usage.missing', { option: 'title' });
  if (options.text === undefined) throw refuse('usage.missing', { option: 'text' });
  return withServices(place, async ({ rules }) => {
    const reading = readText(await rules.current(), text);
    const outcome = verdictOf(reading);
    if (reading.kind !== 'money') {
      const rule = reading.kind === 'not_money' ? (reading.rule ?? null) : null;
      const nothing = { grade: null, payType: null, amountFen: null, channel: null };
      return { outcome, ...nothing, rule, why: reading.why };
    }
    const { grade, platform, payType, amountFen, channels, rule } = reading;
    const told = { grade, payType, amountFen, channel: channels[0] ?? null, channels };
    return { outcome, ...told, rule, why: grade === 'sure' ? null : 'unconfirmed', platform };
  });
}
