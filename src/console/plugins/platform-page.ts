import type { Account } from '../../flow/accounts/index.ts';
import { declaredOrigins, type LoadedPlugin } from '../../plugin-host/index.ts';
import type { TextKey, Translate } from '../../shared/i18n/index.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type PluginRow, pluginRows, type Rests } from './plugin-rows.ts';

type Platform = NonNullable<LoadedPlugin['platform']>;
type PolledPlatform = Extract<Platform, { listening: 'polled' }>;
type Drawing = NonNullable<NonNullable<Platform['about']>['terminalPlace']>;

export interface PlatformPage {
  row: PluginRow;
  /** What it says of the platform; '' where that is not known. */
  about: { apply: string; fees: string; limits: string[] };
  terminal: { label: string; help: string; drawing: Drawing | null; isNamed: boolean } | null;
  isPolled: boolean;
  /** What it can do besides. */
  can: TextKey[];
  /** The addresses that it calls by its own word. */
  hosts: string[];
  apps: string[];
  facts: { text: string; rests: Rests }[];
  /** Those that the reader may see. */
  accounts: { id: number; login: string; enabled: boolean }[];
  /** How many need it now, also where he looks at some merchants only. */
  inUse: number;
  /** Accounts of merchants that he does not look at now. */
  others: number;
  installed: { at: number; by: string; from: TextKey; hash: string; isCode: boolean } | null;
  /** True: it was recorded here, and each part of it can be corrected. */
  isRecorded: boolean;
  done: import('../done.ts').DoneNotice | null;
  /** What could not be done. */
  trouble: string;
}

/** Everything that is known of a platform; undefined where there is no such plugin. */
export function platformPage(
  deps: Pick<ConsoleDeps, 'plugins'>,
  id: string,
  { mine, inUse, others, t }: { mine: readonly Account[]; inUse: number; others: number; t: Translate },
): Omit<PlatformPage, 'done' | 'trouble'> | undefined {
  const plugin = deps.plugins.all().find(({ folder }) => folder === id);
  const own = mine.filter(({ platform }) => platform === id);
  const row = pluginRows(deps.plugins, new Map([[id, own.length]]), t).find((one) => one.id === id);
  if (!plugin || !row) return undefined;
  const { platform, installed } = plugin;
  const { lang } = t;
  const about = platform?.about;
  return {
    row,
    about: {
      apply: about?.apply?.[lang] ?? '',
      fees: about?.fees?.[lang] ?? '',
      limits: about?.limits?.map((limit) => limit[lang]) ?? [],
    },
    terminal: platform && {
      label: platform.terminal.label[lang],
      help: platform.terminal.help[lang],
      drawing: about?.terminalPlace ?? null,
      isNamed: platform.terminal.namedByReceipts,
    },
    isPolled: platform?.listening === 'polled',
    can: platform ? canOf(platform) : [],
    hosts: platform ? declaredOrigins(platform) : (installed?.hosts.slice() ?? []),
    apps: platform?.told?.apps.map(({ name }) => name[lang]) ?? [],
    facts: platform?.facts.map(({ fact, rests }) => ({ text: fact[lang], rests })) ?? [],
    accounts: own.map(({ id: accountId, login, enabled }) => ({ id: accountId, login, enabled })),
    inUse,
    others,
    isRecorded: installed?.kind === 'descriptor' && installed.from === 'recorded',
    installed: installed
      ? {
          at: installed.changedAt,
          by: installed.installedBy,
          from: `console.plugins.from.${installed.from}`,
          hash: installed.hash,
          isCode: installed.kind === 'code',
        }
      : null,
  };
}

function canOf(platform: Platform): TextKey[] {
  if (platform.listening === 'forwarded') {
    const isComputed = platform.codeKinds.some(({ forOrder }) => forOrder !== undefined);
    return isComputed ? ['console.plugins.can.computed'] : [];
  }
  return [
    ...(platform.openBill ? (['console.plugins.can.bills'] as const) : []),
    ...(platform.terminal.namedByReceipts ? terminalsOf(platform) : lastOf(platform)),
  ];
}

function terminalsOf({ recent, codes }: PolledPlatform): TextKey[] {
  return [
    ...(recent || codes ? (['console.plugins.can.terminals'] as const) : []),
    'console.plugins.can.codes',
  ];
}

function lastOf({ recent }: PolledPlatform): TextKey[] {
  return recent ? ['console.plugins.can.recent'] : [];
}
