import type { LoadedPlugin, RecordingTemplate } from '../../plugin-host/index.ts';
import type { TextKey, Translate } from '../../shared/i18n/index.ts';
import type { PayType } from '../../shared/pay-type.ts';
import type { ConsoleDeps } from '../console-deps.ts';

type Platform = NonNullable<LoadedPlugin['platform']>;
export type Rests = Platform['facts'][number]['rests'];

/** Whether it can be used; `planned`: what it needs is not known yet. */
export const pluginStates = ['on', 'off', 'broken', 'planned'] as const;
export type PluginState = (typeof pluginStates)[number];

/** Where it comes from. */
export type PluginFrom = 'builtIn' | 'own' | 'installed' | 'recorded' | 'template';

/** A plugin as the list shows it. */
export interface PluginRow {
  id: string;
  name: string;
  from: PluginFrom;
  state: PluginState;
  /** Why it can't be used; '' where it can. */
  problem: string;
  /** '' where it says nothing of itself. */
  summary: string;
  site: { href: string; host: string } | null;
  /** What it costs, in its own words; '' where the usual holds. */
  price: string;
  version: string;
  payTypes: readonly PayType[];
  /** How one gets in, or who tells. */
  ways: string;
  rests: Record<Rests, number>;
  /** How many accounts use it, of those that the reader may see. */
  accounts: number;
}

/** Platforms that wait for a recording: shown with what is missing, and never run. */
export function plannedRows(
  templates: readonly RecordingTemplate[],
  plugins: ConsoleDeps['plugins'],
  t: Translate,
): PluginRow[] {
  const { lang } = t;
  return templates
    .filter(({ id }) => plugins.all().every(({ folder }) => folder !== id))
    .map(({ id, name, site, payTypes, facts }) => ({
      ...{ id, name: name[lang], site: siteOf(site), payTypes, rests: countRests(facts) },
      ...{
        from: 'template' as const,
        state: 'planned' as const,
        problem: '',
        price: '',
        version: '',
        ways: '',
      },
      summary: t('console.plugins.plannedText'),
      accounts: 0,
    }));
}

/** Every plugin, those that are used first, then by name. */
export function pluginRows(
  plugins: ConsoleDeps['plugins'],
  used: ReadonlyMap<string, number>,
  t: Translate,
): PluginRow[] {
  const rows = plugins.all().map((plugin) => rowOf(plugin, { plugins, used, t }));
  const rank = ({ state, accounts }: PluginRow) =>
    state === 'broken' ? 0 : accounts > 0 ? 1 : pluginStates.indexOf(state) + 2;
  return rows.sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name, t.lang));
}

function rowOf(
  plugin: LoadedPlugin,
  { plugins, used, t }: { plugins: ConsoleDeps['plugins']; used: ReadonlyMap<string, number>; t: Translate },
): PluginRow {
  const { folder: id, platform } = plugin;
  const { lang } = t;
  const about = platform?.about;
  return {
    id,
    name: platform?.name[lang] ?? id,
    from: fromOf(plugin),
    state: stateOf(plugin, plugins),
    problem: plugin.problem ?? '',
    summary: about?.summary[lang] ?? '',
    site: siteOf(about?.site),
    price: about?.price?.[lang] ?? '',
    version: plugin.installed?.version ?? platform?.version ?? '',
    payTypes: platform?.payTypes ?? [],
    ways: platform ? waysOf(platform, t) : '',
    rests: countRests(platform?.facts ?? []),
    accounts: used.get(id) ?? 0,
  };
}

export function fromOf({ source, installed }: LoadedPlugin): PluginFrom {
  if (source === 'built-in') return 'builtIn';
  if (source === 'own') return 'own';
  return installed?.from === 'recorded' ? 'recorded' : 'installed';
}

export function stateOf({ folder, platform }: LoadedPlugin, plugins: ConsoleDeps['plugins']): PluginState {
  if (platform === null) return 'broken';
  return plugins.isOff(folder) ? 'off' : 'on';
}

export function siteOf(site: string | undefined): PluginRow['site'] {
  if (site === undefined || !URL.canParse(site)) return null;
  const { protocol, hostname } = new URL(site);
  return protocol === 'https:' || protocol === 'http:' ? { href: site, host: hostname } : null;
}

/** How one gets in, or who tells. */
export function waysOf(platform: Platform, t: Translate): string {
  return waysIn(platform)
    .map((way) => t(way))
    .join(t('common.list'));
}

function waysIn(platform: Platform): TextKey[] {
  const told: TextKey[] = platform.told
    ? [isToldByPcs(platform) ? 'console.plugins.way.told' : 'console.plugins.way.phone']
    : [];
  if (platform.listening === 'forwarded') return told;
  const { password, challenge, handOver, keys } = platform.login;
  return [
    ...(password
      ? ([challenge ? 'console.plugins.way.picture' : 'console.plugins.way.password'] as const)
      : []),
    ...(handOver ? (['console.plugins.way.handOver'] as const) : []),
    ...(keys ? (['console.plugins.way.keys'] as const) : []),
    ...told,
  ];
}

/** Else by apps on a phone alone. */
function isToldByPcs(platform: Platform): boolean {
  return platform.listening === 'forwarded' && platform.listeners.includes('pc');
}

function countRests(facts: readonly { rests: Rests }[]): Record<Rests, number> {
  const counts = { seen: 0, inferred: 0, unknown: 0 };
  for (const { rests } of facts) counts[rests] += 1;
  return counts;
}

/** True where a word that somebody looks for stands in what the list shows. */
export function matches(row: PluginRow, { q, state }: { q: string; state: string }): boolean {
  if (state !== '' && row.state !== state) return false;
  const shown = [row.id, row.name, row.summary, row.site?.host ?? ''].join(' ').toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => shown.includes(word));
}
