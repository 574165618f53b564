/**
 * A signature is good for the first body that came under it, soon after it was made, and for no other: most of what phones
 * and PCs sign is only a time. Whoever verified one checks the time (`checkTime`) and binds what came (`bindRequest`),
 * whatever becomes of it; a retry is known by that, and another body is refused and told to the owner.
 */
export {
  type Binding,
  bindOtherBody,
  bindRequest,
  forgetRequests,
  TAKEN,
} from './bound-request.repository.ts';
export { raiseReplayAlert } from './raise-replay-alert.ts';
export {
  bodyHash,
  checkTime,
  DEFAULT_TIME_TOLERANCE_MS,
  type SignedRequest,
  signedRequest,
  type TimeCheck,
} from './signed-request.ts';
