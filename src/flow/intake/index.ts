/**
 * 1 ORDER SUBMITTED: what the submissions of every protocol share. Each says what its shop wants in these terms; here the
 * number is known again, or an order gets a code and an amount.
 */

export { createBuyerChoice } from './buyer-choice.ts';
export { tellingAddress } from './buyer-network.ts';
export { createRotation } from './create-rotation.ts';
export { createDecided } from './decide-shown.ts';
export { type CodeVerdict, explainRouting, type RoutingExplained } from './explain-routing.ts';
export type { Moment } from './find-place.ts';
export {
  badInput,
  checkFields,
  checkNotifyAddress,
  fieldLimits,
  OUT_TRADE_NO,
  optional,
  optionalAddress,
  orderNumber,
  paramText,
  requiredText,
  webAddress,
} from './form-fields.ts';
export { charsetOf, type FormFault, refuseNoForm } from './not-a-form.ts';
export { noteUnread, noting, type RefusedRequest, type ShopDoor, type TellRefusal } from './noted-refusal.ts';
export { type Accepted, busy as busyAnswer, OrderIntake } from './order-intake.ts';
export type { Rotation } from './place-orders.ts';
export { createRanOut } from './ran-out.ts';
export { bodyParams, queryParams, type ShopParams } from './shop-params.ts';
export type { Shortage } from './shortage.ts';
