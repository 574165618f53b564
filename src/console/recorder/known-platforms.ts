import type { Words } from '../../plugin-api/index.ts';
import { gapSaying, type RecordingTemplate, shippedDescriptors } from '../../plugin-host/index.ts';
import type { Lang, Translate } from '../../shared/i18n/index.ts';
import { say } from '../../shared/saying.ts';
import type { ConsoleDeps } from '../console-deps.ts';
import type { FormValues } from '../form-values.ts';

/** What is publicly known of a platform before anybody records it. */
export interface KnownOfPlatform {
  id: string;
  name: string;
  facts: { text: string; rests: RecordingTemplate['facts'][number]['rests'] }[];
  /** What the recording has to show. */
  gaps: string[];
  /** Its page encrypts what it sends, so that a recording may not be enough. */
  isEncrypted: boolean;
  /** By which its money can be told today. */
  ways: { id: string; name: string }[];
}

/** By the id in an address or a form; null for none, and for what there is not. */
export function templateOf(id: unknown): RecordingTemplate | null {
  return shippedDescriptors().templates.find((one) => one.id === id) ?? null;
}

export function knownOfPlatform(
  { id, name, facts, gaps, obstacle, ways }: RecordingTemplate,
  plugins: ConsoleDeps['plugins'],
  { lang }: Translate,
): KnownOfPlatform {
  return {
    ...{ id, name: name[lang], isEncrypted: obstacle === 'encrypted' },
    facts: facts.map(({ fact, rests }) => ({ text: fact[lang], rests })),
    gaps: gaps.map((gap) => say(lang, gapSaying(gap))),
    ways: ways.flatMap((way) => {
      const platform = plugins.find(way);
      return platform ? [{ id: way, name: platform.name[lang] }] : [];
    }),
  };
}

/** What the owner calls it, in both languages where he calls it as it is known. */
export function nameOf(
  typed: string,
  template: RecordingTemplate | null,
  lang: Lang,
): { name: string; words: Words } {
  const name = typed.trim().slice(0, 60);
  const isKnown = template !== null && (name === '' || Object.values(template.name).includes(name));
  return isKnown
    ? { name: template.name[lang], words: template.name }
    : { name, words: { zh: name, en: name } };
}

/** The form as it begins: with the name and the site that are known, where nothing else was typed. */
export function startingWith(
  values: FormValues,
  template: RecordingTemplate | null,
  { lang }: Translate,
): FormValues {
  if (!template) return values;
  const { name, site } = template;
  return { ...values, name: values.name ?? name[lang], ...(site && { site: values.site ?? site }) };
}
