import { platformFailures as en } from '../../shared/i18n/en/platform-failures.ts';
import { platformFailures as zh } from '../../shared/i18n/zh/platform-failures.ts';
import type { GivenWords } from '../../shared/saying.ts';

/** What stands for shared/saying.ts inside the sandbox: the few texts that the contract itself says. */

type Key = keyof typeof zh;
type Values = Readonly<Record<string, string | number>>;

interface Said {
  say: Key;
  with?: Values;
}

export function saying(key: Key, values?: Values): Said {
  return values ? { say: key, with: values } : { say: key };
}

export function wordsOf({ say, with: values = {} }: Said): GivenWords {
  const filled = (text: string) =>
    text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  return { zh: filled(zh[say]), en: filled(en[say]) };
}
