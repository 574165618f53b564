export { type AccountPoll, listPolls } from './account-poll.repository.ts';
export type { AskedTerminals } from './ask-terminals.ts';
export { type AskingBounds, type BudgetGauge, createAskingBounds } from './asking-bounds.ts';
export { type AccountLogins, createPolling } from './create-polling.ts';
export type { Listener } from './listener.ts';
export { createOldCronRouter } from './old-cron.routes.ts';
export type { LoginTest, OpenAsk, PersonalLogins } from './personal-logins.ts';
export type { PollDeps, PollOutcome } from './poll-account.ts';
export { releaseSlots } from './release-slots.ts';
