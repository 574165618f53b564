import type { refusalsShop as zh } from '../zh/refusals-shop.ts';

export const refusalsShop: Record<keyof typeof zh, string> = {};
