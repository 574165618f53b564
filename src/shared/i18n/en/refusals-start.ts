import type { refusalsStart as zh } from '../zh/refusals-start.ts';

export const refusalsStart: Record<keyof typeof zh, string> = {};
