import type { TextKey } from '../shared/i18n/index.ts';

/** What was just done, said above the page that it led to. */
export interface DoneNotice {
  text: TextKey;
  /** It was done, and something did not go well. */
  isBad: boolean;
}

/** By the word in the address. */
const texts: Readonly<Record<string, TextKey>> = {
  completed: 'console.done.completed',
  resent: 'console.done.resent',
  closed: 'console.done.closed',
  assigned: 'console.done.assigned',
  setAside: 'console.done.setAside',
  added: 'console.done.added',
  addedForwarded: 'console.done.addedForwarded',
  saved: 'console.done.saved',
  savedTested: 'console.done.saved',
  deviceRemoved: 'console.done.deviceRemoved',
  ruleAdded: 'console.done.ruleAdded',
  ruleRemoved: 'console.done.ruleRemoved',
  ruleConfirmed: 'console.done.ruleConfirmed',
  ruleConfirmedOnly: 'console.done.ruleConfirmedOnly',
  ruleRevoked: 'console.done.ruleRevoked',
  textDismissed: 'console.done.textDismissed',
  alertResolved: 'console.done.alertResolved',
  refusalsSeen: 'console.done.alertResolved',
  fixedAdded: 'console.done.fixedAdded',
  fixedRemoved: 'console.done.fixedRemoved',
  enabled: 'console.done.enabled',
  disabled: 'console.done.disabled',
  codeAdded: 'console.done.codeAdded',
  codeAddedForwarded: 'console.done.codeAddedForwarded',
  codeSaved: 'console.done.saved',
  codeEnabled: 'console.done.codeEnabled',
  codeDisabled: 'console.done.codeDisabled',
  pluginInstalled: 'console.done.pluginInstalled',
  pluginRemoved: 'console.done.pluginRemoved',
  loginTooSoon: 'console.done.loginTooSoon',
  limitsSaved: 'console.limits.saved',
  budgetSaved: 'console.budget.saved',
  resendFailed: 'console.done.resendFailed',
  userAdded: 'people.done.userAdded',
  userSaved: 'people.done.userSaved',
  userDisabled: 'people.done.userDisabled',
  userEnabled: 'people.done.userEnabled',
  merchantAdded: 'people.done.merchantAdded',
  passwordChanged: 'console.done.passwordChanged',
  sessionsEnded: 'console.done.sessionsEnded',
  recordingOver: 'recorder.done.over',
  platformCorrected: 'recorder.done.corrected',
  platformUntried: 'recorder.done.untried',
  recordingChanged: 'recorder.done.changed',
  recordingDropped: 'recorder.done.dropped',
};

/** Null for a word that we don't know: nobody puts words on a page by a link. */
export function doneNotice(done: unknown): DoneNotice | null {
  const text = typeof done === 'string' && Object.hasOwn(texts, done) ? texts[done] : undefined;
  const bad = ['resendFailed', 'recordingOver', 'loginTooSoon'];
  return text ? { text, isBad: bad.includes(String(done)) } : null;
}
