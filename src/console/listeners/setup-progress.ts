import type { Device } from '../../flow/devices/index.ts';
import type { ForwardedTextEntry, RecentRefusal } from '../../flow/forwarding/index.ts';

/** The steps of setting up a phone, by their names on the page. */
export const setupSteps = ['device', 'settings', 'sender', 'rule', 'heartbeat', 'payment'] as const;
export type SetupStep = (typeof setupSteps)[number];

export interface SetupFacts {
  /** The phone that is being set up: the account's newest. Undefined: none was announced or heard. */
  phone: Pick<Device, 'id' | 'lastSeenAt' | 'heartbeatAt'> | undefined;
  /** The newest notifications that came from it. */
  texts: Pick<ForwardedTextEntry, 'outcome' | 'why'>[];
  /** It told of money of the account. */
  hasTold: boolean;
  /** Money of the account waits for the owner's word for its kind of notification. */
  waitsForWord: boolean;
  refusals: Pick<RecentRefusal, 'code' | 'provenBy'>[];
  /** Without a key of its own a phone may sign with the merchant's. */
  acceptKey: boolean;
}

/** Refused because of what the rule put in, or didn't: address, message template and secret are right by then. */
const PAST_THE_SENDER: ReadonlySet<string> = new Set([
  ...['not_a_frame', 'missing_field', 'null_value', 'unfilled_tag', 'bad_field', 'duplicate_name'],
  ...['injected', 'unknown_account', 'other_account', 'too_old', 'in_future', 'changed'],
]);

/** A notification of another app came through: the rule lets by what it should not. */
const OF_ANOTHER_APP: ReadonlySet<string> = new Set(['foreign', 'other_platform']);

/**
 * The steps that are proven to be done, by what really arrived from the phone; nobody ticks them. What other phones, PCs
 * and V免签 apps told proves nothing of it.
 */
export function setupProgress({
  phone,
  texts,
  hasTold,
  waitsForWord,
  refusals,
  acceptKey,
}: SetupFacts): SetupStep[] {
  const wasPaid = hasTold || texts.some(({ outcome }) => outcome === 'money');
  const isCounted = texts.some(({ outcome, why }) => outcome === 'money' && why !== 'unconfirmed');
  const isHeard = phone !== undefined && phone.lastSeenAt !== null;
  const isPastSender = refusals.some(
    ({ code, provenBy: by }) =>
      PAST_THE_SENDER.has(code) &&
      by?.listener === 'phone' &&
      (by.deviceId === null ? acceptKey && !phone : by.deviceId === phone?.id),
  );
  const proven: Record<SetupStep, boolean> = {
    device: phone !== undefined,
    settings: wasPaid || texts.length > 0,
    sender: wasPaid || isHeard || isPastSender,
    rule: wasPaid || texts.some(({ why }) => !OF_ANOTHER_APP.has(why ?? '')),
    heartbeat: phone !== undefined && phone.heartbeatAt !== null,
    payment: isCounted || (wasPaid && !waitsForWord),
  };
  return setupSteps.filter((step) => proven[step]);
}
