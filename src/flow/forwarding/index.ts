export { pcFingerprint, phoneFingerprint } from './fingerprint.ts';
export type { FrameFault, RefusedFrame } from './frame-fields.ts';
export { checkTime, DEFAULT_TIME_TOLERANCE_MS, type TimeCheck } from './message-time.ts';
export { type NotificationText, type PhoneFrame, readPhoneFrame } from './read-frame.ts';
export {
  type ForwardedMessage,
  type ForwardedRequest,
  type MessageFault,
  type MessageReading,
  readMessage,
} from './read-message.ts';
export { type PcFrame, readChannelText, readPcFrame } from './read-pc-frame.ts';
export type { Refused } from './refused.ts';
export { bodyHash, replayKey } from './replay-key.ts';
export { smsForwarderSign, verifyForwarderSign } from './sms-forwarder-sign.ts';
export { parseVmqPrice } from './vmq-price.ts';
export { type VmqCall, type VmqParams, verifyVmqSign, vmqSign } from './vmq-sign.ts';
