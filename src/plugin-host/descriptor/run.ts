import { PlatformError, type PluginContext, SessionGone } from '../../plugin-api/index.ts';
import { randomUuid } from '../../shared/random.ts';
import { type Saying, saying, wordsOf } from '../../shared/saying.ts';
import type { Descriptor } from './schema.ts';
import type { Filling } from './template.ts';

/** What is kept of a login, beside the cookies. */
export interface OwnSession {
  /** A UUID made once for the account. */
  device: string;
  /** By name: what templates call `session.<name>`. */
  values: Record<string, string>;
  /** UTC ms at which it ends by the platform's word; null: it does not say. */
  endsAt: number | null;
  /** UTC ms of the call that made or renewed it. */
  madeAt: number;
}

/** One call of a platform: what its templates may be filled with, growing from step to step. */
export interface Run {
  descriptor: Descriptor;
  context: PluginContext;
  device: string;
  texts: Map<string, string>;
  times: Map<string, number>;
}

export function beginRun(descriptor: Descriptor, context: PluginContext, session: OwnSession | null): Run {
  const device = session?.device ?? randomUuid();
  const texts = new Map([
    ['device', device],
    ['uuid', randomUuid()],
  ]);
  for (const { key } of descriptor.settings) texts.set(`settings.${key}`, context.settings[key] ?? '');
  for (const [name, value] of Object.entries(session?.values ?? {})) texts.set(`session.${name}`, value);
  return { descriptor, context, device, texts, times: new Map([['now', context.now]]) };
}

export function fillingOf({ descriptor, texts, times }: Run): Filling {
  return { texts, times, zone: descriptor.list.window.zone };
}

/** What was kept; null for nothing, or for anything that isn't ours. */
export function sessionOf(kept: unknown): OwnSession | null {
  const known = kept as Partial<OwnSession> | null;
  if (typeof known !== 'object' || known === null || typeof known.device !== 'string') return null;
  const values = typeof known.values === 'object' && known.values !== null ? known.values : {};
  const isText = Object.values(values).every((value) => typeof value === 'string');
  if (!isText) return null;
  const { device, endsAt = null, madeAt = 0 } = known;
  return { device, values, endsAt, madeAt };
}

export function broken(what: Saying): PlatformError {
  return new PlatformError('broken', wordsOf(what));
}

/** There is nothing for a placeholder: who can help with that depends on where it should come from. */
export function nothingFor(placeholder: string): Error {
  const [group = '', key = ''] = placeholder.split('.');
  if (group === 'session') return new SessionGone();
  const what = saying('descriptor.cantSend', { place: placeholder });
  if (group !== 'settings') return broken(what);
  return new PlatformError('wrongPassword', wordsOf(what), { fields: [key] });
}
