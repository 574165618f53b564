import { readText, verdictOf } from '../flow/forwarded-texts/index.ts';
import { Refusal } from '../shared/errors.ts';
import { readOptions, required } from './options.ts';
import { withServices } from './with-house.ts';

export async function deviceList(args: string[]): Promise<unknown> {
  readOptions(args, []);
  return withServices(({ devices, db, clock }) => devices.list(db, clock.now()));
}

/** What a notification text would do by itself, before any confirmation of the owner's, and why; nothing is counted. */
export async function notificationTry(args: string[]): Promise<unknown> {
  const { options } = readOptions(args, ['package', 'title', 'text']);
  const text = {
    package: required(options, 'package'),
    // An app may leave either empty.
    title: options.title ?? '',
    text: options.text ?? '',
  };
  if (options.title === undefined) throw new Refusal('usage', '--title is missing');
  if (options.text === undefined) throw new Refusal('usage', '--text is missing');
  return withServices(async ({ rules }) => {
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
