export { type AddDeviceDeps, addDevice } from './add-device.ts';
export { type Confirmation, confirmRule, revokeRule } from './confirm-rule.ts';
export { type ConfirmedRule, isRuleConfirmed, listConfirmedRules } from './confirmed-rule.repository.ts';
export {
  addOwnRule,
  confirmByHand,
  dismissByHand,
  forgetDeviceByHand,
  registerDevice,
  removeOwnRule,
  revokeByHand,
} from './deeds.ts';
export { pcFingerprint, phoneFingerprint } from './fingerprint.ts';
export { forgetDevice } from './forget-device.ts';
export { forgetRequests } from './forwarded-request.repository.ts';
export {
  countUnknownTexts,
  dismissText,
  dropOldTexts,
  type ForwardedTextEntry,
  findText,
  listTexts,
  type TextOutcome,
} from './forwarded-text.repository.ts';
export type { FrameFault, RefusedFrame } from './frame-fields.ts';
export { reportsFor } from './identify-vmq-app.ts';
export { listUnconfirmed, ruleToConfirm } from './keep-likely.ts';
export { checkTime, DEFAULT_TIME_TOLERANCE_MS, type TimeCheck } from './message-time.ts';
export { createPushRouter } from './push.routes.ts';
export { type NotificationText, type PhoneFrame, readPhoneFrame } from './read-frame.ts';
export {
  type ForwardedMessage,
  type ForwardedRequest,
  type MessageFault,
  type MessageReading,
  readMessage,
} from './read-message.ts';
export { type PcFrame, readChannelText, readPcFrame } from './read-pc-frame.ts';
export { type ForwardingAnswer, type ForwardingDeps, receiveForwarded } from './receive-message.ts';
export { type KeptRefusal, RecentRefusals } from './recent-refusals.ts';
export type { Refused } from './refused.ts';
export { bodyHash, replayKey } from './replay-key.ts';
export { RuleBook } from './rule-book.ts';
export { smsForwarderSign, verifyForwarderSign } from './sms-forwarder-sign.ts';
export { HEARTBEAT_TITLE } from './take-phone-message.ts';
export { tellLosses } from './tell-losses.ts';
export { useUpShopSign } from './use-up-shop-sign.ts';
export { createVmqAppRouter } from './vmq-app.routes.ts';
export { type IsForwarded, watchListeners } from './watch-listeners.ts';
