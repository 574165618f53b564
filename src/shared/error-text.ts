/** The message of anything that was thrown, for logs and attempt records. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
