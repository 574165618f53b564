export { chooseType } from './choose-type.ts';
export {
  createShopApiRouter,
  createSubmitRouter,
  type EpayRouteDeps,
  epayCodeNumbers,
} from './epay.routes.ts';
export { bodyParams, queryParams } from './epay-params.ts';
export {
  checkFields,
  checkNotifyAddress,
  fieldLimits,
  missing,
  optional,
  optionalAddress,
  orderNumber,
  paramText,
  requiredText,
  webAddress,
} from './form-fields.ts';
export { charsetOf, type FormFault, refuseNoForm } from './not-a-form.ts';
export { noteUnread, noting, type RefusedRequest, type ShopDoor, type TellRefusal } from './noted-refusal.ts';
export { offeredTypes } from './offered-types.ts';
export { orderAnswer } from './order-answer.ts';
export { type Accepted, OrderIntake } from './order-intake.ts';
export type { Moment, Rotation } from './place-orders.ts';
export { otherWays } from './present-code.ts';
export { createRanOut } from './ran-out.ts';
export { speaksV1 } from './refused-acts.ts';
export type { Shortage } from './shortage.ts';
