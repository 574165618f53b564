import { refuse } from '../shared/errors.ts';
import { isForOwner, terminalWords } from '../terminal-words.ts';
import { accountAdd, accountList } from './account-commands.ts';
import { codeAdd } from './code-commands.ts';
import { deviceAdd, deviceList, notificationTry } from './device-commands.ts';
import { runInstall, runMigrate } from './install-commands.ts';
import { routingShow } from './routing-command.ts';
import { merchantAdd, merchantShow, orderList, orderShow, receiptList } from './show-commands.ts';
import { usage } from './usage.ts';
import { userAdd, userList, userPassword, userRole } from './user-commands.ts';
import type { Terminal } from './with-house.ts';

type Command = (args: string[], place: Terminal) => Promise<unknown>;

const commands: Record<string, Command> = {
  install: runInstall,
  migrate: runMigrate,
  'account add': accountAdd,
  'account list': accountList,
  'code add': codeAdd,
  'routing show': routingShow,
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

/** Runs one command and returns its answer. Refusal for anything that is not one. */
async function runCommand(args: string[], place: Terminal): Promise<unknown> {
  const [first = '', second = ''] = args;
  if (['', 'help', '--help', '-h'].includes(first)) return usage;
  const pair = commands[`${first} ${second}`];
  if (pair) return pair(args.slice(2), place);
  const single = commands[first];
  if (single) return single(args.slice(1), place);
  throw refuse('usage.noCommand', { command: `${first} ${second}`.trim() });
}

/** What a command leaves in the terminal. */
export interface Said {
  status: number;
  stdout: string;
  stderr: string;
}

/** Runs one command: its answer as JSON on stdout, or one line on stderr and a status that is not 0. */
export async function sayCommand(args: string[], place: Terminal): Promise<Said> {
  try {
    const answer = await runCommand(args, place);
    return {
      status: 0,
      stdout: `${typeof answer === 'string' ? answer : JSON.stringify(answer)}\n`,
      stderr: '',
    };
  } catch (error) {
    return { status: isForOwner(error) ? 2 : 1, stdout: '', stderr: `${oneLine(error)}\n` };
  }
}

function oneLine(error: unknown): string {
  return terminalWords(error).replace(/\s*\n\s*/g, ' ');
}
