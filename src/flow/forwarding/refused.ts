/**
 * A "no" to something a device sent. `code` is stable, for programs and the set-up helper; `message` is plain
 * Chinese for the owner and may be the answer itself: it quotes nothing that was received and never contains
 * `200`, the keyword by which SmsForwarder takes an answer for a success.
 */
export interface Refused<Code extends string> {
  ok: false;
  code: Code;
  message: string;
}
