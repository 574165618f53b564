import { readKept } from '../../flow/accounts/index.ts';
import type { Alert } from '../../flow/alerts/index.ts';
import { DAY } from '../../shared/clock.ts';
import { isTextKey, type TextKey, type Translate } from '../../shared/i18n/index.ts';
import { fen, formatFen } from '../../shared/money.ts';
import { type Saying, say, toStored } from '../../shared/saying.ts';
import { explainShortage } from './explain-shortage.ts';

/** An alert in plain words, and where to look. */
export interface ShownAlert {
  id: number;
  at: number;
  title: string;
  text: string;
  /** Empty: nowhere. */
  href: string;
  /** What the reader did himself, as far as names tell. */
  isOwn: boolean;
}

/** Lets the app read what the system holds for sensitive. Source: docs/reference/listeners.md 1.10. */
const ALLOW_HIDDEN = 'adb shell appops set cn.ppps.forwarder RECEIVE_SENSITIVE_NOTIFICATIONS allow';

/** `account`: how people call the account that it is about; `codeName`: how they call a code; `reader`: who reads it. */
export function explainAlert(
  alert: Alert,
  account: string,
  t: Translate,
  codeName: (codeId: number) => string = (codeId) => `#${codeId}`,
  reader = '',
): ShownAlert {
  const { id, at, detail } = alert;
  const isOwn = alert.kind === 'money_route' && detail.ip !== null && detail.actor === reader;
  const common = { id, at, isOwn, href: alert.accountId === null ? '' : linkOf(alert, alert.accountId) };
  switch (alert.kind) {
    case 'lost_messages': {
      const count = Number(detail.messages ?? 0);
      const { lostFen } = detail;
      const title =
        typeof lostFen === 'number'
          ? t('console.alert.lost', { count, amount: formatFen(fen(lostFen)) })
          : t('console.alert.lostUnknown', { count });
      const day = new Date(Number(detail.day ?? 0) * DAY).toISOString().slice(0, 10);
      return { ...common, title, text: t('console.alert.lostText', { account, day }) };
    }
    case 'replayed_message':
      return {
        ...common,
        title: t('console.alert.replayed'),
        text: t('console.alert.replayedText', { account }),
      };
    case 'same_second': {
      const amount = formatFen(fen(Number(detail.amountFen ?? 0)));
      return {
        ...common,
        title: t('console.alert.sameSecond', { amount }),
        text: t('console.alert.sameSecondText', { account }),
      };
    }
    case 'hidden_text': {
      const device = String(detail.device ?? '');
      return {
        ...common,
        title: t('console.alert.hidden'),
        text: t('console.alert.hiddenText', { account, device, command: ALLOW_HIDDEN }),
      };
    }
    case 'silent_device': {
      // One text in what older versions raised.
      const names = [detail.names ?? ''].flat().join(t('common.list'));
      return {
        ...common,
        title: t('console.alert.silent'),
        text: t('console.alert.silentText', { account, names }),
      };
    }
    case 'account_halted': {
      const health = detail.health === 'needs_you' ? 'needs_you' : 'stopped';
      const why = readKept(toStored(detail.reason as Saying));
      return {
        ...common,
        title: t(`console.alert.halted.${health}`, { account }),
        text: t(`console.alert.haltedText.${health}`, { why: why ? say(t.lang, why) : '' }),
      };
    }
    case 'rows_unread': {
      const problem = String(detail.problem ?? '');
      return {
        ...common,
        title: t('console.alert.unread', { account }),
        text: t('console.alert.unreadText', { count: Number(detail.count ?? 0), problem }),
      };
    }
    case 'session_ending': {
      const minutes = Number(detail.minutes ?? 0);
      return {
        ...common,
        title: t('console.alert.ending', { account }),
        text: t('console.alert.endingText', { minutes }),
      };
    }
    case 'money_route':
      return { ...common, ...moneyRoute(detail, account, isOwn, t) };
    case 'all_taken':
      return { ...common, ...explainShortage(detail, t, codeName), href: '/console/orders?state=pending' };
  }
}

/** Who changed what, from where; when stands beside each alert. */
function moneyRoute(
  detail: Alert['detail'],
  account: string,
  isOwn: boolean,
  t: Translate,
): Pick<ShownAlert, 'title' | 'text'> {
  const fields = (Array.isArray(detail.fields) ? detail.fields : []).map((field) => {
    const key = `console.alert.field.${field}`;
    return isTextKey(key) ? t(key) : String(field);
  });
  const name = String(detail.name ?? '');
  const who = detail.ip === null ? t('console.audit.terminal') : String(detail.actor);
  const values = {
    who,
    from: detail.ip === null ? '' : t('console.alert.route.from', { ip: String(detail.ip) }),
    deed: t(deedOf(String(detail.action))),
    what: [account, name].filter(Boolean).join(' · '),
    fields:
      fields.length > 0
        ? t('console.alert.route.fields', { names: fields.join(t('console.listComma')) })
        : '',
  };
  return {
    title: t('console.alert.route'),
    text: t(isOwn ? 'console.alert.routeOwn' : 'console.alert.routeText', values),
  };
}

function deedOf(action: string): TextKey {
  const key = `console.alert.deed.${action.replace('.', '_')}`;
  return isTextKey(key) ? key : 'console.alert.deed.account_edit';
}

function linkOf({ kind, detail }: Alert, accountId: number): string {
  if (kind === 'account_halted')
    return `/console/accounts/${accountId}${detail.health === 'needs_you' ? '/login' : ''}`;
  if (kind === 'session_ending') return `/console/accounts/${accountId}/login`;
  if (kind === 'money_route' || kind === 'rows_unread') return `/console/accounts/${accountId}`;
  if (kind === 'same_second') return `/console/receipts/${Number(detail.receiptId)}`;
  return kind === 'lost_messages'
    ? `/console/receipts?account=${accountId}`
    : `/console/accounts/${accountId}/listener`;
}
