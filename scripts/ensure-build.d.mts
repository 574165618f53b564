/** The project's folder. */
export const root: string;
/** Builds when there is no build or a source is newer than it. Ends the process when that fails. */
export function ensureBuild(): void;
export function build(): void;
