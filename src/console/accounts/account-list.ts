import { type Account, type Code, codes } from '../../flow/accounts/index.ts';
import { type Device, reportsFor } from '../../flow/devices/index.ts';
import { type AccountPoll, listPolls } from '../../flow/listening/index.ts';
import type { PluginRegistry } from '../../plugin-host/index.ts';
import { SECOND } from '../../shared/clock.ts';
import type { Lang } from '../../shared/i18n/index.ts';
import { say } from '../../shared/saying.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { qrPreview } from '../qr-preview.ts';
import { type ShownHealth, showHealth, whyOf } from './account-health.ts';

type Platform = ReturnType<PluginRegistry['get']>;

export interface CodeView {
  code: Code;
  name: string;
  /** Empty where the system made it: nobody reads it there. */
  terminal: string;
  /** Address of the picture; null when it can't be drawn. */
  picture: string | null;
  /** What kind of code it is, where a phone or PC reports; else empty. */
  kind: string;
}

/** An account as the console shows it. */
export interface AccountView {
  account: Account;
  platform: string;
  health: ShownHealth;
  /** Why it is so; '' where nothing is told. */
  why: string;
  /** Somebody must look: queries fail for now, or nothing is asked any more. Null: all is well, or it is off. */
  ails: 'warning' | 'danger' | null;
  /** Its latest word from a device; ms. */
  lastHeardAt: number | null;
  silentAfterSeconds: number;
  /** True: its plugin can't be used, nothing can be asked. */
  pluginMissing: boolean;
  /** Why it can't. */
  whyNoPlugin: ReturnType<PluginRegistry['whyNot']>;
  poll: AccountPoll | null;
  /** Nothing has shown yet that its payments are seen: no device was heard, or no question answered. Null: something has. */
  unproven: 'unheard' | 'untested' | null;
  /** What the last question ended with; null: nothing, or it was mended since. */
  trouble: { error: string; failures: number } | null;
  codes: CodeView[];
  /** Where its first code that is on can be tried; null: there is none. */
  trialHref: string | null;
  /** The phones and PCs that report for it; null where the platform is asked. */
  devices: Device[] | null;
  /**
   * It has codes, and no device was ever heard that would tell of their payments. `waits`: so it takes no orders;
   * `takes`: the owner wants orders all the same. Null: not so.
   */
  unheard: 'waits' | 'takes' | null;
}

/** These accounts with their codes and when they were last asked. */
export async function readAccounts(
  deps: Pick<ConsoleDeps, 'db' | 'clock' | 'plugins' | 'devices'>,
  lang: Lang,
  accounts: Account[],
): Promise<AccountView[]> {
  const ids = accounts.map(({ id }) => id);
  const all = await codes.listCodes(deps.db, ids);
  const polls = await listPolls(deps.db, ids);
  const devices = await deps.devices.listWithin(
    deps.db,
    [...new Set(accounts.map(({ pid }) => pid))],
    deps.clock.now(),
  );
  return Promise.all(
    accounts.map(async (account) => {
      const platform = deps.plugins.find(account.platform);
      const poll = polls.get(account.id) ?? null;
      const ofAccount = all.filter(({ accountId }) => accountId === account.id);
      const reporting =
        platform?.listening === 'forwarded'
          ? devices.filter((device) => reportsFor(deps.plugins, device, account))
          : null;
      const unproven = unprovenOf(account, poll, reporting);
      return {
        account,
        platform: platform?.name[lang] ?? account.platform,
        health: showHealth(account, !platform, unproven),
        why: whyOf(account, lang),
        ails: ailsOf(account, { isAsked: reporting === null, pluginMissing: !platform }),
        lastHeardAt: Math.max(0, ...(reporting ?? []).map(({ lastSeenAt }) => lastSeenAt ?? 0)) || null,
        silentAfterSeconds: account.silentAfterMs / SECOND,
        pluginMissing: !platform,
        whyNoPlugin: deps.plugins.whyNot(account.platform),
        poll,
        unproven,
        trouble: troubleOf(account, poll, lang),
        trialHref: trialOf(account, ofAccount),
        codes: await Promise.all(
          ofAccount.map(async (code) => ({
            code,
            name: codeName(code, platform, lang),
            terminal: platform?.listening === 'forwarded' ? '' : code.terminal,
            picture: await pictureOf(code),
            kind: kindName(platform, code.kind, lang),
          })),
        ),
        devices: reporting,
        unheard:
          account.enabled && unproven === 'unheard' && ofAccount.some(({ enabled }) => enabled)
            ? account.takesUnheard
              ? 'takes'
              : 'waits'
            : null,
      };
    }),
  );
}

function ailsOf(
  { enabled, health }: Account,
  { isAsked, pluginMissing }: { isAsked: boolean; pluginMissing: boolean },
): AccountView['ails'] {
  if (!enabled && !isAsked) return null;
  if (pluginMissing) return 'danger';
  if (health === 'ok') return null;
  return health === 'failing' ? 'warning' : 'danger';
}

/** How people call a code: by its label, else by its kind where a phone reports, else by its terminal. */
export function codeName(code: Code, platform: Platform | undefined, lang: Lang): string {
  return code.label || kindName(platform, code.kind, lang) || code.terminal;
}

function trialOf({ enabled }: Account, ofAccount: readonly Code[]): string | null {
  const first = enabled ? ofAccount.find((code) => code.enabled) : undefined;
  return first ? `/console/trial?code=${first.id}` : null;
}

function unprovenOf(
  { healthAt, heardAt }: Account,
  poll: AccountPoll | null,
  reporting: Device[] | null,
): AccountView['unproven'] {
  if (reporting) return heardAt !== null ? null : 'unheard';
  return healthAt !== null || (poll?.lastOkAt ?? null) !== null ? null : 'untested';
}

/** A login that was tested with success says so later than the question that failed. */
function troubleOf(
  { health, healthAt }: Account,
  poll: AccountPoll | null,
  lang: Lang,
): AccountView['trouble'] {
  if (!poll?.lastError) return null;
  const isMended = health === 'ok' && healthAt !== null && healthAt >= (poll.lastStartedAt ?? 0);
  return isMended ? null : { error: say(lang, poll.lastError), failures: poll.failures };
}

function kindName(platform: Platform | undefined, kind: string | null, lang: Lang): string {
  if (platform?.listening !== 'forwarded') return '';
  return platform.codeKinds.find(({ id }) => id === kind)?.name[lang] ?? '';
}

export async function pictureOf({ style, content }: Pick<Code, 'style' | 'content'>): Promise<string | null> {
  if (content === '') return null;
  return style === 'image' ? `/console/uploads/${encodeURIComponent(content)}` : qrPreview(content);
}
