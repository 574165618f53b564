import type { Platform } from '../../plugin-api/index.ts';
import { gradeOf } from '../../plugin-api/text-rules/index.ts';
import { errorText } from '../../shared/errors.ts';
import { say } from '../../shared/saying.ts';
import { parseDescriptor } from '../descriptor/parse.ts';
import { platformOf } from '../descriptor/platform-of.ts';
import { type CheckTextRules, manifestProblems } from '../platform-schema.ts';
import { Sandbox } from '../sandbox/sandbox.ts';
import { sandboxedPlatform } from '../sandbox/sandboxed-platform.ts';
import type { InstalledKind } from './installed.repository.ts';

/** What makes platforms of what is installed. */
export interface BuildDeps {
  checkTextRules: CheckTextRules;
  /** True: descriptors may name addresses of the own machine and network. */
  allowPrivate: boolean;
}

export type Built = { platform: Platform; problem: null } | { platform: null; problem: string };

/** What apps tell is money by its own owner's word only, where the rule that reads it came from outside. */
function sureRules({ told }: Platform): string[] {
  return (told?.textRules.rules ?? [])
    .filter((rule) => gradeOf(rule) === 'sure')
    .map(({ id }) => `told.textRules: ${id} must be likely, so that its owner confirms it`);
}

/** The platform that an installed plugin is. Runs nothing of it: code is called when it is needed, behind its wall. */
export function buildPlatform(
  { kind, content, manifest }: { kind: InstalledKind; content: string; manifest: string | null },
  { checkTextRules, allowPrivate }: BuildDeps,
): Built {
  const broken = (problems: readonly string[]): Built => ({ platform: null, problem: problems.join('; ') });
  try {
    if (kind === 'descriptor') {
      const parsed = parseDescriptor(content, { allowPrivate });
      if (!parsed.ok) return broken(parsed.problems.map(({ at, what }) => `${at}: ${say('en', what)}`));
      return { platform: platformOf(parsed.descriptor), problem: null };
    }
    const { platform, problems } = sandboxedPlatform(JSON.parse(manifest ?? 'null'), new Sandbox(content));
    const wrong = [...problems, ...manifestProblems(platform, checkTextRules)];
    if (wrong.length > 0) return broken(wrong);
    const sure = sureRules(platform as Platform);
    return sure.length > 0 ? broken(sure) : { platform: platform as Platform, problem: null };
  } catch (error) {
    return broken([errorText(error)]);
  }
}
