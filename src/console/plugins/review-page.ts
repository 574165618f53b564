import type { LoadedPlugin, Review } from '../../plugin-host/index.ts';
import type { Lang, TextKey, Translate } from '../../shared/i18n/index.ts';
import type { PayType } from '../../shared/pay-type.ts';
import { siteOf, waysOf } from './plugin-rows.ts';

type Platform = NonNullable<LoadedPlugin['platform']>;

export interface ReviewPage {
  token: string;
  id: string;
  name: string;
  summary: string;
  site: { href: string; host: string } | null;
  version: string;
  isCode: boolean;
  from: TextKey;
  payTypes: readonly PayType[];
  ways: string;
  hosts: { address: string; isNew: boolean }[];
  settings: string[];
  /** What is installed under its name; null: nothing. */
  before: {
    version: string;
    isOlder: boolean;
    changes: { what: TextKey; before: string; after: string }[];
  } | null;
  mustConfirm: boolean;
  /** An update that wants to call others than before. */
  hasNewHosts: boolean;
  asksPassword: boolean;
  trouble: import('../form-values.ts').Trouble | null;
}

/** What an owner looks at before he installs; `before`: the platform that it would take the place of. */
export function reviewPage(
  { candidate, version, from, installed, newHosts, mustConfirm }: Review,
  {
    before,
    compare,
    t,
  }: { before: Platform | null; compare: (one: string, other: string) => number; t: Translate },
): Omit<ReviewPage, 'token' | 'asksPassword' | 'trouble'> {
  const { platform, kind, hosts } = candidate;
  const { lang } = t;
  return {
    id: platform.id,
    name: platform.name[lang],
    summary: platform.about?.summary[lang] ?? '',
    site: siteOf(platform.about?.site),
    version,
    isCode: kind === 'code',
    from: `console.plugins.from.${from}`,
    payTypes: platform.payTypes,
    ways: waysOf(platform, t),
    hosts: hosts.map((address) => ({ address, isNew: newHosts.includes(address) })),
    settings: platform.settings.map(({ label }) => label[lang]),
    before: installed
      ? {
          version: installed.version,
          isOlder: compare(version, installed.version) < 0,
          changes: changesOf({ hosts: installed.hosts, platform: before }, { hosts, platform }, lang),
        }
      : null,
    mustConfirm,
    hasNewHosts: installed !== undefined && newHosts.length > 0,
  };
}

interface Compared {
  hosts: readonly string[];
  /** Null: it can't be read any more. */
  platform: Platform | null;
}

function changesOf(before: Compared, after: Compared, lang: Lang) {
  const facts = ({ hosts, platform }: Compared): [what: TextKey, value: string][] => [
    ['console.plugins.hosts', hosts.join(' ')],
    ['console.plugins.name', platform?.name[lang] ?? ''],
    ['console.plugins.payTypes', platform?.payTypes.join(' ') ?? ''],
    ['console.plugins.settings', platform?.settings.map(({ label }) => label[lang]).join(' · ') ?? ''],
    ['console.plugins.terminal', platform?.terminal.label[lang] ?? ''],
  ];
  const now = facts(after);
  return facts(before).flatMap(([what, value], at) => {
    const [, next = ''] = now[at] ?? [];
    return value === next ? [] : [{ what, before: value, after: next }];
  });
}
