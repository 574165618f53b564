export { chooseType, offeredTypes } from './choose-type.ts';
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
  orderNumber,
  paramText,
  requiredText,
  webAddress,
} from './form-fields.ts';
export { orderAnswer } from './order-answer.ts';
export { type Accepted, OrderIntake } from './order-intake.ts';
export type { Moment, Rotation } from './place-orders.ts';
export { createRanOut } from './ran-out.ts';
export type { Shortage } from './shortage.ts';
