import { explainRouting } from '../flow/intake/index.ts';
import { refuse } from '../shared/errors.ts';
import { parseMoney } from '../shared/money.ts';
import { payTypes } from '../shared/pay-type.ts';
import { merchantOf } from './account-commands.ts';
import { oneOf, readOptions, required } from './options.ts';
import { type Terminal, withServices } from './with-house.ts';

/** Which code an order of this price would get now, and why not the others: codes and values, as orders keep them. */
export async function routingShow(args: string[], place: Terminal): Promise<unknown> {
  const { options } = readOptions(args, ['type', 'amount', 'pid']);
  const payType = oneOf('type', required(options, 'type'), payTypes);
  const text = required(options, 'amount');
  const moneyFen = parseMoney(text);
  if (moneyFen === null) throw refuse('usage.notAmount', { option: 'amount', text });
  return withServices(place, async (services) => {
    const merchant = await services.merchants.get(services.db, await merchantOf(services, options.pid));
    const told = await explainRouting(services.db, services.rotation, merchant, { payType, moneyFen });
    return {
      chosen: told.chosen,
      codes: told.codes.map(({ code, verdict, passed }) => ({
        ...{ codeId: code.id, accountId: code.accountId, terminal: code.terminal, verdict },
        why: passed && { reason: passed[1], values: passed.slice(2) },
      })),
    };
  });
}
