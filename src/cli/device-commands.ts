import { readText } from '../flow/forwarded-texts/index.ts';
import { Refusal } from '../shared/errors.ts';
import { readOptions, required } from './options.ts';
import { withServices } from './with-house.ts';

export async function deviceList(args: string[]): Promise<unknown> {
  readOptions(args, []);
  return withServices(({ devices, db, clock }) => devices.list(db, clock.now()));
}

/** What a notification text would do, and why; nothing is counted. */
export async function notificationTry(args: string[]): Promise<unknown> {
  const { options } = readOptions(args, ['package', 'title', 'text']);
  const text = {
    package: required(options, 'package'),
    title: required(options, 'title'),
    text: options.text ?? '',
  };
  if (options.text === undefined) throw new Refusal('usage', '--text is missing');
  return withServices(async ({ rules }) => {
    const reading = readText(await rules.current(), text);
    if (reading.kind !== 'money') {
      const rule = reading.kind === 'not_money' ? (reading.rule ?? null) : null;
      return { payType: null, amountFen: null, channel: null, rule, why: reading.why };
    }
    const { payType, amountFen, channels, rule } = reading;
    return { payType, amountFen, channel: channels[0] ?? null, channels, rule, why: null };
  });
}
