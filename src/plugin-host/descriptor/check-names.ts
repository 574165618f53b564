import { isIP } from 'node:net';
import { bareHost, isCallable, isPublicAddress } from '../../shared/private-address.ts';
import { type Saying, saying } from '../../shared/saying.ts';
import { checkLogin } from './check-login.ts';
import { checkStep, type Usable } from './check-step.ts';
import type { DescriptorProblem, ParseOptions } from './parse.ts';
import type { Descriptor } from './schema.ts';
import { placesIn } from './template.ts';
import { grainOf } from './times.ts';

/** What the parts of a descriptor of the right shape don't agree on. */
export function agreementProblems(descriptor: Descriptor, options: ParseOptions): DescriptorProblem[] {
  const problems: DescriptorProblem[] = [];
  const tell = (at: string, what: Saying) => void problems.push({ at, what });
  checkHead(descriptor, options, tell);
  const settings = descriptor.settings.map(({ key }) => `settings.${key}`);
  const always = ['now', 'uuid', 'device', ...settings];
  const usable: Usable = { names: new Set(always), origins: descriptor.origins, stepNames: new Set() };
  checkLogin(descriptor.login, usable, tell);
  checkList(descriptor, usable, tell);
  return problems;
}

export type Tell = (at: string, what: Saying) => void;

function checkHead(descriptor: Descriptor, { allowPrivate = false }: ParseOptions, tell: Tell): void {
  for (const [at, origin] of descriptor.origins.entries()) {
    if (!isOrigin(origin, allowPrivate)) tell(`origins[${at}]`, saying('descriptor.badOrigin'));
    if (descriptor.origins.indexOf(origin) < at)
      tell(`origins[${at}]`, saying('descriptor.twice', { name: origin }));
  }
  const keys = descriptor.settings.map(({ key }) => key);
  for (const [at, key] of keys.entries()) {
    if (keys.indexOf(key) < at) tell(`settings[${at}].key`, saying('descriptor.twice', { name: key }));
  }
  for (const [at, payType] of descriptor.payTypes.entries()) {
    if (descriptor.payTypes.indexOf(payType) < at)
      tell(`payTypes[${at}]`, saying('descriptor.twice', { name: payType }));
  }
}

/** Scheme, host and port as they are written when a request is made: nothing else, so that they can be compared. */
function isOrigin(text: string, allowPrivate: boolean): boolean {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || url.origin !== text) return false;
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return false;
  const host = bareHost(url);
  if (isIP(host) !== 0)
    return isPublicAddress(host) || (allowPrivate && isIP(host) === 4 && isCallable(host));
  return allowPrivate || (host.includes('.') && !/\.(?:local|localhost|internal|home|lan)$/.test(host));
}

/** The names that the pages of a list give. */
const PAGE_NAMES = { page: 'page', offset: 'offset', cursor: 'cursor', none: null } as const;

function checkList({ list, login, payTypes, settings }: Descriptor, usable: Usable, tell: Tell): void {
  const handed = (login.handOver ?? []).flatMap((one) => ('key' in one ? [one.key] : []));
  const session = [...login.session.keep, ...handed].map((name) => `session.${name}`);
  let names = new Set([...usable.names, ...session]);
  for (const [at, step] of (list.before ?? []).entries()) {
    const kept = checkStep(`list.before[${at}]`, step, { ...usable, names }, tell);
    names = new Set([...names, ...kept]);
  }
  const turned = PAGE_NAMES[list.pages.by];
  const paging = [turned, list.pages.size === undefined ? null : 'size'].filter((name) => name !== null);
  const all = new Set([...names, 'from', 'to', ...paging]);
  const used = new Set<string>();
  checkStep('list.step', list.step, { ...usable, names: all, used }, tell);
  if (turned !== null && !used.has(turned))
    tell('list.step', saying('descriptor.noPaging', { name: turned }));
  checkRows(list, payTypes, settings, tell);
}

function checkRows(
  { map, only = [] }: Descriptor['list'],
  payTypes: Descriptor['payTypes'],
  settings: Descriptor['settings'],
  tell: Tell,
): void {
  const told =
    'map' in map.payType ? Object.entries(map.payType.map) : [['value', map.payType.value] as const];
  for (const [name, payType] of told) {
    if (!payTypes.includes(payType)) {
      const at = 'map' in map.payType ? `list.map.payType.map.${name}` : 'list.map.payType.value';
      tell(at, saying('descriptor.noPayType', { name: payType }));
    }
  }
  if ('join' in map.externalId && (grainOf(map.paidAt.as) ?? 0) > 1_000)
    tell('list.map.externalId', saying('descriptor.needsNumber'));
  const known = new Set(settings.map(({ key }) => `settings.${key}`));
  for (const [at, condition] of only.entries()) {
    const sources = 'in' in condition ? condition.in : [];
    for (const { name, isNumber } of sources.flatMap(placesIn)) {
      if (!known.has(name) || isNumber) tell(`list.only[${at}]`, saying('descriptor.notHere', { name }));
    }
  }
}
