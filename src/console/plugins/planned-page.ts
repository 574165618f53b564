import { gapSaying, type RecordingTemplate } from '../../plugin-host/index.ts';
import type { Translate } from '../../shared/i18n/index.ts';
import { say } from '../../shared/saying.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import { type PluginRow, plannedRows, type Rests } from './plugin-rows.ts';

/** A platform that waits for a recording. */
export interface PlannedPage {
  row: PluginRow;
  /** What nobody has shown yet. */
  gaps: string[];
  /** Its page encrypts what it sends, so that a recording may not be enough. */
  isEncrypted: boolean;
  /** By which its money can be told today. */
  ways: { id: string; name: string }[];
  /** What somebody with an account there can do. */
  help: string;
  facts: { text: string; rests: Rests }[];
}

/** Undefined where no such platform waits. */
export function plannedPage(
  { plugins }: Pick<ConsoleDeps, 'plugins'>,
  templates: readonly RecordingTemplate[],
  { id, t }: { id: string; t: Translate },
): PlannedPage | undefined {
  const template = templates.find((one) => one.id === id);
  const row = plannedRows(templates, plugins, t).find((one) => one.id === id);
  if (!template || !row) return undefined;
  const { gaps, obstacle, ways, help, facts } = template;
  return {
    row,
    gaps: gaps.map((gap) => say(t.lang, gapSaying(gap))),
    isEncrypted: obstacle === 'encrypted',
    ways: ways.flatMap((way) => {
      const platform = plugins.find(way);
      return platform ? [{ id: way, name: platform.name[t.lang] }] : [];
    }),
    help: help?.[t.lang] ?? '',
    facts: facts.map(({ fact, rests }) => ({ text: fact[t.lang], rests })),
  };
}
