export { type AccountPoll, listPolls } from './account-poll.repository.ts';
export { type AskedTerminals, askTerminals } from './ask-terminals.ts';
export { Listener } from './listener.ts';
export { createOldCronRouter } from './old-cron.routes.ts';
export { type LoginTest, type OpenAsk, PersonalLogins } from './personal-logins.ts';
export type { PollDeps, PollOutcome } from './poll-account.ts';
export { releaseSlots } from './release-slots.ts';
