/** Why something went wrong, as it is stored with what it happened to. */
export const causes = {} as const;
