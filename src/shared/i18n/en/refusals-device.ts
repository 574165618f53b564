import type { refusalsDevice as zh } from '../zh/refusals-device.ts';

export const refusalsDevice: Record<keyof typeof zh, string> = {};
