/** What phones, PCs and the V免签 app are refused. */
export const refusalsDevice = {} as const;
