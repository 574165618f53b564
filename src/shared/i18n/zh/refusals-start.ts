/** Why the product can't start or be installed. */
export const refusalsStart = {} as const;
