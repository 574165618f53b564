import type { refusalsOwner as zh } from '../zh/refusals-owner.ts';

export const refusalsOwner: Record<keyof typeof zh, string> = {};
