import type { Device, Sighting } from './device.ts';

type Known = Pick<Device, 'id' | 'name' | 'toldName' | 'uid' | 'hasOwnSecret'>;

/** More devices of one name than anybody has at one account. */
const MOST_NAMESAKES = 50;
const MAX_NAME_CHARS = 100;

/**
 * Which of an account's known devices this sighting may be of, the likeliest first; empty: none, it is a new one. More
 * than one only for a heartbeat, which mostly tells no uid. A device is told by what it calls itself and by its uid;
 * the first uid heard takes a device that has none: one known from a time before uids, or by its heartbeats only.
 * `knownId`: whose secret it signed with.
 */
export function mayBe<D extends Known>(
  devices: readonly D[],
  { name, uid = null, heartbeat }: Pick<Sighting, 'name' | 'uid' | 'heartbeat'>,
  knownId: number | undefined,
): D[] {
  const isCalled = (one: Known) => (one.toldName ?? (one.id === knownId ? name : one.name)) === name;
  const fitness = (one: Known) => (one.id === knownId ? 2 : 0) + (uid !== null && one.uid === uid ? 1 : 0);
  const [best, ...others] = devices
    .filter((one) => isCalled(one) && (uid === null || (one.uid ?? uid) === uid))
    .sort((a, b) => fitness(b) - fitness(a));
  if (!best) return [];
  // One that has a secret of its own signs with that.
  return heartbeat && uid === null ? [best, ...others.filter((one) => !one.hasOwnSecret)] : [best];
}

/** Names for a new device that calls itself so: its own, then with a number behind it; none that another one has. */
export function* freeNames(name: string, taken: readonly Pick<Known, 'name'>[]): Iterable<string> {
  for (let number = 1; number <= MOST_NAMESAKES; number++) {
    const end = number === 1 ? '' : ` ${number}`;
    const chars = Array.from(name).slice(0, MAX_NAME_CHARS - end.length);
    const called = `${chars.join('')}${end}`;
    if (!taken.some((one) => one.name === called)) yield called;
  }
}
