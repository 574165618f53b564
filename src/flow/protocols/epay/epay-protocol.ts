import type { ShopProtocol } from '../shop-protocol.ts';
import { createShopApiRouter, createSubmitRouter, epayNumber } from './epay.routes.ts';
import { epayMessage } from './epay-message.ts';

/** 易支付, version 1. Source: docs/reference/epay-v1.md. */
export const epayProtocol: ShopProtocol = {
  id: 'epay',
  createApi: createShopApiRouter,
  createBuyerDoor: createSubmitRouter,
  refusals: { numberOf: epayNumber },
  message: epayMessage,
};
