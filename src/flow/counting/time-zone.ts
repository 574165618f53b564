import { DAY, MINUTE, SECOND } from '../../shared/clock.ts';

/**
 * A phone writes the receive time without saying in which zone. The time at which it signs is exact, and a message is
 * signed within seconds of its receipt as a rule, so the difference tells the zone. But a message that is sent again
 * by hand has an old receive time under a new signature: late by just some hours it looks like one of another zone.
 */

/** What a phone's messages told of its zone so far. Plain data, to be stored. */
export interface ZoneSeen {
  /** Minutes east of Greenwich; null: nothing told yet. */
  minutes: number | null;
  /** Another zone, told lately, that is not believed yet. A message of the believed one ends it. */
  rumour: ZoneRumour | null;
}

interface ZoneRumour {
  minutes: number;
  times: number;
  /** Receive times, as `writtenAt`. */
  first: number;
  last: number;
}

export const noZoneSeen: ZoneSeen = { minutes: null, rumour: null };

export const CHINA_ZONE = 8 * 60;

/** The offsets that the world uses, daylight saving time included. Nobody is 15 minutes from China's. */
const ZONES: readonly number[] = [
  ...[-720, -660, -600, -570, -540, -480, -420, -360, -300, -240, -210, -180, -150, -120, -60, 0, 60, 120],
  ...[180, 210, 240, 270, 300, 330, 345, 360, 390, 420, 480, 525, 540, 570, 600, 630, 660, 720, 765, 780],
  ...[825, 840],
];
const NEXT_WEST_OF_CHINA = Math.max(...ZONES.filter((zone) => zone < CHINA_ZONE));
const EASTERNMOST = Math.max(...ZONES);
/** No two zones are nearer to each other. */
const STEP_MS = 15 * MINUTE;

/** Receive times are whole seconds, and a clock may be set back a little meanwhile. */
const EARLY_MS = 2 * SECOND;
/** So soon after its receipt a message is signed that nobody sent again. */
export const SENT_AT_ONCE_MS = 10 * SECOND;
/** So soon with a slow phone: later it was sent again. */
const SENT_SLOWLY_MS = MINUTE;
/** The log of a phone, from which messages are sent again, goes back for days. */
const OLDEST_MS = 7 * DAY;
/** Another zone is believed when so many messages told it, one after the other, */
const BELIEVED_TIMES = 3;
/** over so long: a heap of old messages that is sent again tells one zone for a moment only. */
const BELIEVED_OVER_MS = MINUTE;

/** When a message was received and signed; ms by the phone's clock. */
export interface WrittenTime {
  /** As if written in China; exact where the text names its zone. */
  writtenAt: number;
  namesZone: boolean;
  signedAt: number;
}

/**
 * What is known of the zone after one more message. China's is believed at once where no other was; another one after
 * three messages over a minute, which heartbeats are in a minute and a half.
 */
export function noteZone(seen: ZoneSeen, told: WrittenTime): ZoneSeen {
  const minutes = told.namesZone ? undefined : zoneSentIn(told, SENT_AT_ONCE_MS);
  if (minutes === undefined) return seen;
  if (minutes === (seen.minutes ?? CHINA_ZONE)) return { minutes, rumour: null };
  const at = told.writtenAt;
  const before = seen.rumour?.minutes === minutes ? seen.rumour : { minutes, times: 0, first: at, last: 0 };
  // The same receive time is the same message, sent again.
  if (at <= before.last) return seen;
  const rumour = { ...before, times: before.times + 1, last: at };
  const isBelieved = rumour.times >= BELIEVED_TIMES && rumour.last - rumour.first >= BELIEVED_OVER_MS;
  return isBelieved ? { minutes, rumour: null } : { ...seen, rumour };
}

/**
 * When a message was received, or why that can't be told. Stable words: stored, translated on pages.
 * time_zone: perhaps it is of another zone than the phone's before, or than China's where nothing is known of it.
 * receive_time: it lies behind the signing or far back in the past, in whatever zone.
 */
export type ReceiveTime = { at: number } | { at: null; why: 'time_zone' | 'receive_time' };

/** To be asked after the message was noted: the third in another zone may be believed. */
export function receiveTime(told: WrittenTime, { minutes, rumour }: ZoneSeen): ReceiveTime {
  const zone = told.namesZone ? CHINA_ZONE : (minutes ?? CHINA_ZONE);
  const lag = lagIn(zone, told);
  if (lag > OLDEST_MS) return { at: null, why: 'receive_time' };
  if (lag < -EARLY_MS) {
    const mayBeZone = !told.namesZone && lag <= EARLY_MS - STEP_MS && lagIn(EASTERNMOST, told) >= -EARLY_MS;
    return { at: null, why: mayBeZone ? 'time_zone' : 'receive_time' };
  }
  const at = { at: told.signedAt - lag };
  if (told.namesZone || lag <= SENT_SLOWLY_MS) return at;
  const isOfOther =
    zoneSentIn(told, SENT_SLOWLY_MS) !== undefined ||
    (minutes === null && lagIn(NEXT_WEST_OF_CHINA, told) >= -EARLY_MS) ||
    (rumour !== null && lagIn(rumour.minutes, told) >= -EARLY_MS);
  return isOfOther ? { at: null, why: 'time_zone' } : at;
}

/** ms: the longest time for which a message, of whatever zone, may have waited to be sent; null: beyond all bounds. */
export function longestWait(told: WrittenTime): number | null {
  const wait = told.namesZone ? lagIn(CHINA_ZONE, told) : lagIn(EASTERNMOST, told);
  return wait < -EARLY_MS || wait > OLDEST_MS ? null : Math.max(0, wait);
}

/** ms from the receipt to the signing, if the receipt was written in this zone. */
function lagIn(zone: number, { writtenAt, signedAt }: WrittenTime): number {
  return signedAt - writtenAt + (zone - CHINA_ZONE) * MINUTE;
}

/** The zone of the phone if it sent this message within so long; undefined: there is none. */
function zoneSentIn(told: WrittenTime, withinMs: number): number | undefined {
  return ZONES.find((zone) => {
    const lag = lagIn(zone, told);
    return -EARLY_MS <= lag && lag <= withinMs;
  });
}
