import { refuse } from '../shared/errors.ts';
import { accountAdd, accountList } from './account-commands.ts';
import { codeAdd } from './code-commands.ts';
import { deviceAdd, deviceList, notificationTry } from './device-commands.ts';
import { runInstall, runMigrate } from './install-commands.ts';
import { merchantAdd, merchantShow, orderList, orderShow, receiptList } from './show-commands.ts';
import { usage } from './usage.ts';
import { userAdd, userList, userPassword, userRole } from './user-commands.ts';

type Command = (args: string[]) => Promise<unknown>;

const commands: Record<string, Command> = {
  install: runInstall,
  migrate: runMigrate,
  'account add': accountAdd,
  'account list': accountList,
  'code add': codeAdd,
  'order show': orderShow,
  'order list': orderList,
  'merchant add': merchantAdd,
  'merchant show': merchantShow,
  'receipt list': receiptList,
  'device add': deviceAdd,
  'device list': deviceList,
  'notification try': notificationTry,
  'user add': userAdd,
  'user list': userList,
  'user role': userRole,
  'user password': userPassword,
};

/** Runs one command of the terminal twin and returns its answer. Refusal for anything that is not one. */
export async function runCommand(args: string[]): Promise<unknown> {
  const [first = '', second = ''] = args;
  if (['', 'help', '--help', '-h'].includes(first)) return usage;
  const pair = commands[`${first} ${second}`];
  if (pair) return pair(args.slice(2));
  const single = commands[first];
  if (single) return single(args.slice(1));
  throw refuse('usage.noCommand', { command: `${first} ${second}`.trim() });
}
