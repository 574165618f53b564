export { addSkewSample, clockSkew, correctedNow, correctedTime, type SkewSamples } from './clock-skew.ts';
export { type CounterSighting, sightedAt } from './day-seen.ts';
export {
  type DeviceHealth,
  deviceHealth,
  type HealthChange,
  healthChange,
  SILENCE_LIMIT_MS,
} from './device-health.ts';
export {
  type CountersSeen,
  type DayLosses,
  noCountersSeen,
  noteCounter,
  provenLosses,
} from './lost-messages.ts';
export { type Placement, placeReport, type ReviewReason } from './place-report.ts';
export { endQuiet, quietAt } from './quiet.ts';
export {
  type CountingRules,
  type Evidence,
  RECENT_MS,
  type ReceiptSoFar,
  type Recent,
  type Report,
  usualRules,
} from './report.ts';
export { type Revision, reviseReviews } from './revise-reviews.ts';
export { endSilence, lateBy, type Silence, silenceAt } from './silences.ts';
export {
  ageWatch,
  type CounterWatch,
  nothingWatched,
  STANDING_MS,
  seenSoFar,
  standingLosses,
  standsNextAt,
  watchCounter,
} from './standing-losses.ts';
export {
  CHINA_ZONE,
  longestWait,
  noteZone,
  noZoneSeen,
  type ReceiveTime,
  receiveTime,
  SENT_AT_ONCE_MS,
  type WrittenTime,
  type ZoneSeen,
} from './time-zone.ts';
