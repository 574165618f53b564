import type { Device } from '../../flow/devices/index.ts';
import type { ForwardedTextEntry, KeptRefusal } from '../../flow/forwarding/index.ts';

/** The steps of setting up a phone, by their names on the page. */
export const setupSteps = ['device', 'settings', 'sender', 'rule', 'heartbeat', 'payment'] as const;
export type SetupStep = (typeof setupSteps)[number];

export interface SetupFacts {
  /** Those that report for the account, heard or not. */
  devices: Pick<Device, 'app' | 'lastSeenAt' | 'heartbeatAt'>[];
  /** The newest notifications of the account. */
  texts: Pick<ForwardedTextEntry, 'outcome' | 'why'>[];
  refusals: Pick<KeptRefusal, 'code'>[];
  /** A payment of the account is on record. */
  hasReceipt: boolean;
}

/** Refused because of what the rule put in, or didn't: address, message template and secret are right by then. */
const PAST_THE_SENDER: ReadonlySet<string> = new Set([
  ...['not_a_frame', 'missing_field', 'null_value', 'unfilled_tag', 'bad_field', 'duplicate_name'],
  ...['injected', 'unknown_account', 'other_account', 'too_old', 'in_future', 'changed', 'same_second'],
]);

/** A notification of another app came through: the rule lets by what it should not. */
const OF_ANOTHER_APP: ReadonlySet<string> = new Set(['foreign', 'other_platform']);

/** The steps that are proven to be done, by what really arrived; nobody ticks them. */
export function setupProgress({ devices, texts, refusals, hasReceipt }: SetupFacts): SetupStep[] {
  const phones = devices.filter(({ app }) => app === 'sms_forwarder');
  const isHeard = phones.some(({ lastSeenAt }) => lastSeenAt !== null);
  const wasPaid = hasReceipt || texts.some(({ outcome }) => outcome === 'money');
  const proven: Record<SetupStep, boolean> = {
    device: phones.length > 0,
    settings: wasPaid || texts.length > 0,
    sender: wasPaid || isHeard || refusals.some(({ code }) => PAST_THE_SENDER.has(code)),
    rule: wasPaid || texts.some(({ why }) => !OF_ANOTHER_APP.has(why ?? '')),
    heartbeat: phones.some(({ heartbeatAt }) => heartbeatAt !== null),
    payment: wasPaid,
  };
  return setupSteps.filter((step) => proven[step]);
}
