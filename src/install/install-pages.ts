import type { ToldProblem } from '../shared/errors.ts';
import type { TextKey, Translate } from '../shared/i18n/index.ts';
import { say } from '../shared/saying.ts';
import type { EnvironmentCheck } from './environment.ts';

/** The wizard's pages, in order. */
export const steps = ['environment', 'database', 'terms', 'administrator', 'done'] as const;
export type Step = (typeof steps)[number];

const names: Record<Step, TextKey> = {
  environment: 'install.stepEnvironment',
  database: 'install.stepDatabase',
  terms: 'install.stepTerms',
  administrator: 'install.stepAdministrator',
  done: 'install.stepDone',
};

/** What every page of the wizard shows around its own part. */
export interface InstallPage {
  step: Step;
  number: number;
  steps: Array<{ name: string; state: 'past' | 'current' | 'coming' }>;
  /** What is wrong with the whole. */
  problem?: string | undefined;
  /** What is wrong with single fields: shown beside them. */
  fields?: ToldProblem[];
}

export interface EnvironmentPage extends InstallPage {
  checks: Array<{
    name: string;
    result: EnvironmentCheck['result'];
    resultText: string;
    found: string;
    advice: string;
  }>;
  /** Nothing failed. */
  ready: boolean;
  unlocked: boolean;
  /** What was typed as the set-up code, and is not it. */
  code: string;
  /** For the browser to compare its own clock with. */
  serverNow: number;
}

export interface DatabasePage extends InstallPage {
  /** The address without its password, when DATABASE_URL decides. */
  given: string | undefined;
  sqliteFile: string;
  choice: 'sqlite' | 'mysql';
  host: string;
  port: string;
  user: string;
  database: string;
}

export interface AdministratorPage extends InstallPage {
  username: string;
  /** Where it will be installed, without the password. */
  target: string;
}

export interface DonePage extends InstallPage {
  pid: number;
  key: string;
  apiUrl: string;
  dataDir: string;
}

/** The part that is the same on every page of the wizard. */
export function frame(step: Step, t: Translate): InstallPage {
  const at = steps.indexOf(step);
  return {
    step,
    number: at + 1,
    steps: steps.map((one, index) => ({
      name: t(names[one]),
      state: index < at ? 'past' : index === at ? 'current' : 'coming',
    })),
  };
}

/** The checks in the page's language. */
export function toEnvironmentRows(checks: EnvironmentCheck[], t: Translate): EnvironmentPage['checks'] {
  return checks.map(({ name, result, found, foundText, advice }) => ({
    name: t(name),
    result,
    resultText: t(`install.${result}`),
    found: found ?? (foundText ? say(t.lang, foundText) : ''),
    advice: advice ? say(t.lang, advice) : '',
  }));
}
