import type { causes as zh } from '../zh/causes.ts';

export const causes: Record<keyof typeof zh, string> = {};
