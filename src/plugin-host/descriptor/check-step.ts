import { type Saying, saying } from '../../shared/saying.ts';
import { lackingHere, templatesIn } from './operations.ts';
import type { Step } from './schema-step.ts';
import { type Placeholder, placesIn, templateOf } from './template.ts';

/** What a step may name. */
export interface Usable {
  names: ReadonlySet<string>;
  origins: readonly string[];
  /** Those that were met already; each stands once. */
  stepNames: Set<string>;
  /** Filled with what is named, where that matters. */
  used?: Set<string>;
}

/** Tells what is wrong with a step. Returns the names that it gives to later ones: 'kept.token'. */
export function checkStep(
  at: string,
  step: Step,
  usable: Usable,
  tell: (at: string, what: Saying) => void,
): string[] {
  const { stepNames, used } = usable;
  const names = new Set(usable.names);
  if (stepNames.has(step.name)) tell(`${at}.name`, saying('descriptor.twice', { name: step.name }));
  stepNames.add(step.name);

  const checkPlaces = (where: string, places: readonly Placeholder[], mayBeNumber = false) => {
    for (const { name, isNumber } of places) {
      used?.add(name);
      if (!names.has(name)) tell(where, notThere(name));
      if (isNumber && !mayBeNumber) tell(where, saying('descriptor.strayNumber'));
    }
  };
  const checkText = (where: string, source: string) => checkPlaces(where, placesIn(source));
  const checkTexts = (where: string, sources: Readonly<Record<string, string>> = {}) => {
    for (const [name, source] of Object.entries(sources)) checkText(`${where}.${name}`, source);
  };
  const checkJson = (where: string, content: unknown): void => {
    if (typeof content === 'string') checkPlaces(where, placesIn(content), templateOf(content).length === 1);
    else if (typeof content === 'object' && content !== null) {
      for (const [name, inner] of Object.entries(content)) checkJson(`${where}.${name}`, inner);
    }
  };

  for (const [index, one] of (step.let ?? []).entries()) {
    const where = `${at}.let[${index}]`;
    if ('from' in one) checkText(`${where}.from`, one.from);
    else if ('json' in one) checkJson(`${where}.json`, one.json);
    else checkTexts(`${where}.pairs`, one.pairs);
    for (const operation of one.do ?? []) {
      for (const source of templatesIn(operation)) checkText(`${where}.do`, source);
      const lacking = lackingHere(operation);
      if (lacking !== null) tell(`${where}.do`, saying('descriptor.nodeLacks', { name: lacking }));
    }
    if (names.has(`let.${one.name}`)) tell(where, saying('descriptor.twice', { name: one.name }));
    names.add(`let.${one.name}`);
  }
  if (!isDeclared(step.url, usable.origins)) tell(`${at}.url`, saying('descriptor.undeclaredOrigin'));
  checkText(`${at}.url`, step.url);
  checkTexts(`${at}.query`, step.query);
  checkTexts(`${at}.headers`, step.headers);
  if (step.body && step.method === 'GET') tell(`${at}.body`, saying('descriptor.bodyOfGet'));
  if (step.body && 'form' in step.body) checkTexts(`${at}.body.form`, step.body.form);
  if (step.body && 'json' in step.body) checkJson(`${at}.body.json`, step.body.json);
  if (step.body && 'text' in step.body) checkText(`${at}.body.text`, step.body.text);
  return Object.keys(step.keep ?? {}).map((name) => `kept.${name}`);
}

/** The origin is literal, whatever follows: a value that is put in can't make another host of it. */
function isDeclared(url: string, origins: readonly string[]): boolean {
  const isBare = /^[^?#\\\s]*$/.test(url.replace(/\{[^}]*\}/g, ''));
  return isBare && origins.some((origin) => url.startsWith(`${origin}/`));
}

function notThere(name: string): Saying {
  const [group = '', own = name] = name.split('.');
  if (group === 'kept') return saying('descriptor.notKept', { name: own });
  if (group === 'settings') return saying('descriptor.noSetting', { name: own });
  if (group === 'session') return saying('descriptor.noSession', { name: own });
  return saying('descriptor.notHere', { name });
}
