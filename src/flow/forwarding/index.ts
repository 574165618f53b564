/**
 * 4 TOLD: what phones, PCs and V免签 apps tell of money, until it is a receipt that may settle.
 *
 * `sms-forwarder/` is the way of /mpayNotify. A phone's text passes `push.routes` → `receive-message`, which is the way from
 * top to bottom: what was sent (`read-message`, `read-phone-frame`) → whose signature it is (`signature`), which is bound to
 * it (`bound-requests/`) → the device, what the text says, and its money (`take-phone-message`). A PC's report has
 * `read-pc-frame` and `take-pc-message` instead. What is refused leaves the way by `refuse-message`, in the words of
 * `answers`, and money for which a phone's word is not enough by `keep-phone-money`. `vmq-app/` is the way of the V免签 apps.
 * An app tells no account:
 * `vmq-account` says whose its money is, and `await-others` gives the devices of other accounts the time to know better; what they
 * tell too late is left to a person (`counted-elsewhere`). `wrong-device-address` answers those of both that were given a wrong
 * address.
 *
 * Both end in the same few files here: a `told-payment` is counted (`count-report`) or, where a device's word is not
 * enough, kept for a person (`keep-for-review`, which lists why). What settles then is settlement's.
 */
export { dismissByHand } from './deeds.ts';
export {
  countUnknownTexts,
  dropOldTexts,
  type ForwardedTextEntry,
  findText,
  listTexts,
} from './forwarded-text.repository.ts';
export { type RecentRefusal, RecentRefusals } from './refusals.ts';
export type { FrameFault } from './sms-forwarder/frame-fields.ts';
export { createPushRouter } from './sms-forwarder/push.routes.ts';
export { type MessageFault, readMessage } from './sms-forwarder/read-message.ts';
export { smsForwarderSign } from './sms-forwarder/signature.ts';
export { HEARTBEAT_TITLE } from './sms-forwarder/take-phone-message.ts';
export { endWaits } from './vmq-app/await-others.ts';
export { useUpShopSign } from './vmq-app/receive-vmq.ts';
export { createVmqAppRouter } from './vmq-app/vmq-app.routes.ts';
export { createWrongDeviceAddressRouter } from './wrong-device-address.routes.ts';
