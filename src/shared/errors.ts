/** One field of an input that was refused, and what to do about it. */
export interface FieldProblem {
  field: string;
  message: string;
}

/**
 * A "no" that the caller is meant to read: bad input, a wrong signature, a thing that isn't there.
 * `code` is stable, for programs; the message is for people and safe to show; `status` is the HTTP status.
 * Every other error is a fault of ours: it is logged and hidden behind an id.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly status: number;
  readonly fields: FieldProblem[];
  /** Which of the code's causes it was, for whoever lists refusals; a fixed set for each code. */
  readonly reason: string | undefined;

  constructor(
    code: string,
    message: string,
    options: { status?: number; fields?: FieldProblem[]; reason?: string } = {},
  ) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.status = options.status ?? 400;
    this.fields = options.fields ?? [];
    this.reason = options.reason;
  }
}

/** The message of anything that was thrown, for logs and attempt records. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
