import type { Translate } from '../../shared/i18n/index.ts';
import type { FirstSteps } from './needs-attention.ts';

/** One step of a fresh installation. */
export interface Step {
  number: number;
  isLast: boolean;
  title: string;
  text: string;
  isDone: boolean;
  /** The first that is not done. */
  isNow: boolean;
  /** Null: nothing to press. */
  action: { href: string; text: string } | null;
}

export interface StepFacts extends FirstSteps {
  firstAccountId: number | null;
  nameOf(accountId: number): string;
}

/** What is left to do before the first order, in the order in which it is done. The last is the shop. */
export function firstSteps(facts: StepFacts, t: Translate): Step[] {
  const { hasAccount, hasCode, hasPaidTrial, firstAccountId, phones } = facts;
  const steps: Omit<Step, 'number' | 'isLast' | 'isNow'>[] = [
    {
      title: t('console.home.stepAccount'),
      text: t('console.home.stepAccountText'),
      isDone: hasAccount,
      action: { href: '/console/accounts/new', text: t('console.accounts.add') },
    },
    {
      title: t('console.home.stepCode'),
      text: t('console.home.stepCodeText'),
      isDone: hasCode,
      action:
        firstAccountId === null
          ? null
          : { href: `/console/accounts/${firstAccountId}/codes/new`, text: t('console.account.addCode') },
    },
    ...phones.map(({ account, isHeard }) => ({
      title: t('console.home.stepPhone', { account: facts.nameOf(account.id) }),
      text: t(isHeard ? 'console.home.stepPhoneHeard' : 'console.home.stepPhoneText'),
      isDone: isHeard,
      action: { href: `/console/accounts/${account.id}/listener`, text: t('console.account.listener') },
    })),
    {
      title: t('console.home.stepTrial'),
      text: t('console.home.stepTrialText'),
      isDone: hasPaidTrial,
      action: hasCode ? { href: '/console/trial', text: t('console.trial.title') } : null,
    },
    {
      title: t('console.home.stepShop'),
      text: t('console.home.stepShopText'),
      isDone: false,
      action: { href: '/console/merchants#guides-title', text: t('console.home.stepShopKey') },
    },
  ];
  const now = steps.findIndex(({ isDone }) => !isDone);
  return steps.map((step, index) => ({
    ...step,
    number: index + 1,
    isLast: index === steps.length - 1,
    isNow: index === now,
    action: step.isDone ? null : step.action,
  }));
}
