import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { projectRoot } from '../../src/shared/paths.ts';
import { viewWithoutComments, withoutComments } from '../support/without-comments.ts';

/** Words that are no sentences of ours, by file; without `words` the file may have any. */
interface Kept {
  why: string;
  /** All the Chinese that the file has. */
  words?: string[];
}

const NOTIFICATION_TEXTS = 'what the notifications of payment apps say';
const FORWARDER_LABELS = 'labels of SmsForwarder’s own screens and its rule language';
const SHOP_LABELS = 'labels of the shops’ own settings pages';
const VMQ_WIRE = 'V免签 prescribes the word';

const kept: Record<string, Kept> = {
  'src/flow/forwarded-texts/amount-in-text.ts': { why: NOTIFICATION_TEXTS },
  'src/flow/forwarded-texts/as-written.ts': { why: NOTIFICATION_TEXTS },
  'src/flow/forwarded-texts/counters.ts': { why: NOTIFICATION_TEXTS },
  'src/flow/forwarded-texts/match-template.ts': { why: NOTIFICATION_TEXTS },
  'src/flow/forwarded-texts/money-words.ts': { why: NOTIFICATION_TEXTS },
  'src/flow/forwarded-texts/template-from-text.ts': { why: 'an amount in a notification', words: ['元'] },
  'src/plugin-api/text-rules/template.ts': { why: NOTIFICATION_TEXTS },
  'src/flow/forwarding/sms-forwarder/read-pc-frame.ts': {
    why: 'an amount as the program on the PC reads it',
    words: ['元'],
  },
  'src/console/typed-amount.ts': { why: 'an amount as people type it', words: ['元'] },
  'src/console/listeners/app-screens.ts': { why: FORWARDER_LABELS },
  'src/console/listeners/forwarder-settings.ts': { why: FORWARDER_LABELS },
  'src/plugin-host/platform-schema.ts': { why: FORWARDER_LABELS },
  'src/docs-page/shop-guides.ts': { why: SHOP_LABELS },
  'src/docs-page/worked-example.ts': { why: 'an example of what a shop sends and is answered' },
  'src/flow/notifications/says-success.ts': { why: 'words by which shops say no' },
  'src/flow/notifications/shop-answer.ts': {
    why: 'words by which a log-in or a check for people is known',
    words: ['登录', '登陆', '人机验证', '安全验证', '滑动验证', '请完成验证'],
  },
  'src/flow/protocols/vmq/vmq-shop.routes.ts': { why: VMQ_WIRE, words: ['成功'] },
  'src/flow/forwarding/vmq-app/vmq-answers.ts': { why: VMQ_WIRE, words: ['成功'] },
  'src/flow/forwarding/vmq-app/take-vmq-push.ts': { why: 'the app’s name', words: ['免签'] },
  'src/flow/devices/device.repository.ts': { why: 'the app’s name', words: ['免签'] },
  'views/partials/preferences.ejs': { why: 'the name of the language, in that language', words: ['中文'] },
  'views/console/listener/step-settings.ejs': { why: FORWARDER_LABELS },
};

/** Not done yet. */
const stillToDo: string[] = [
  'src/app.ts',
  'src/cli/code-commands.ts',
  'src/console/accounts/account-login.routes.ts',
  'src/console/accounts/accounts.routes.ts',
  'src/console/accounts/codes.routes.ts',
  'src/console/explain-cause.ts',
  'src/console/listeners/listener.routes.ts',
  'src/console/listeners/texts.routes.ts',
  'src/console/load.ts',
  'src/docs-page/error-answers.ts',
  'src/flow/accounts/account.repository.ts',
  'src/flow/accounts/code-terminal.ts',
  'src/flow/accounts/code.repository.ts',
  'src/flow/accounts/manage-accounts.ts',
  'src/flow/accounts/manage-codes.ts',
  'src/flow/cashier/cashier.routes.ts',
  'src/flow/cashier/state.routes.ts',
  'src/flow/devices/device.repository.ts',
  'src/flow/devices/watch-listeners.ts',
  'src/flow/forwarded-texts/template-from-text.ts',
  'src/flow/forwarded-texts/why.ts',
  'src/flow/forwarding/confirm-rule.ts',
  'src/flow/forwarding/rule-book.ts',
  'src/flow/forwarding/sms-forwarder/answers.ts',
  'src/flow/forwarding/sms-forwarder/frame-fields.ts',
  'src/flow/forwarding/sms-forwarder/push.routes.ts',
  'src/flow/forwarding/sms-forwarder/read-message.ts',
  'src/flow/forwarding/sms-forwarder/read-pc-frame.ts',
  'src/flow/forwarding/sms-forwarder/read-phone-frame.ts',
  'src/flow/forwarding/sms-forwarder/receive-message.ts',
  'src/flow/forwarding/sms-forwarder/take-phone-message.ts',
  'src/flow/forwarding/vmq-app/vmq-answers.ts',
  'src/flow/forwarding/vmq-app/vmq-app.routes.ts',
  'src/flow/forwarding/wrong-device-address.routes.ts',
  'src/flow/intake/form-fields.ts',
  'src/flow/intake/not-a-form.ts',
  'src/flow/intake/noted-refusal.ts',
  'src/flow/intake/order-intake.ts',
  'src/flow/intake/other-terms.ts',
  'src/flow/intake/renew-order.ts',
  'src/flow/listening/old-cron.routes.ts',
  'src/flow/listening/personal-logins.ts',
  'src/flow/listening/poll-account.ts',
  'src/flow/merchants/manage-merchants.ts',
  'src/flow/merchants/merchant.repository.ts',
  'src/flow/notifications/deliver.ts',
  'src/flow/notifications/shop-answer.ts',
  'src/flow/orders/order.repository.ts',
  'src/flow/protocols/epay/epay-form.ts',
  'src/flow/protocols/epay/epay.routes.ts',
  'src/flow/protocols/epay/explain-sign.ts',
  'src/flow/protocols/epay/identify-by-key.ts',
  'src/flow/protocols/epay/query-order.ts',
  'src/flow/protocols/epay/refused-acts.ts',
  'src/flow/protocols/epay/split-fields.ts',
  'src/flow/protocols/epay/submit-order.ts',
  'src/flow/protocols/vmq/check-paid.ts',
  'src/flow/protocols/vmq/create-order-form.ts',
  'src/flow/protocols/vmq/explain-sign.ts',
  'src/flow/protocols/vmq/find-vmq-order.ts',
  'src/flow/protocols/vmq/identify-shop.ts',
  'src/flow/protocols/vmq/refuse-two-readings.ts',
  'src/flow/receipts/receipt.repository.ts',
  'src/flow/settlement/close-order.ts',
  'src/flow/settlement/settle-by-hand.ts',
  'src/flow/wrong-address/wrong-address.routes.ts',
  'src/plugin-api/answers.ts',
  'src/plugin-api/lists.ts',
  'src/plugin-host/account-pace.ts',
  'src/plugin-host/account-settings.ts',
  'src/plugin-host/plugin-failure.ts',
  'src/plugin-host/plugin-http.ts',
  'src/plugin-host/plugin-registry.ts',
  'src/plugin-host/plugin-switch.ts',
  'src/plugin-host/unreachable.ts',
  'src/shared/failure-limit.ts',
  'src/shared/outbound-error.ts',
  'src/shared/outbound.ts',
  'src/shared/qr-image.ts',
  'src/shared/shop-address.ts',
  'src/web/errors.ts',
  'src/web/form-text.ts',
  'src/web/http-server.ts',
  'src/web/refuse-bad-host.ts',
  'src/web/static.ts',
];

const chineseOf = (text: string): string[] => text.match(/\p{Script=Han}+/gu) ?? [];

function filesIn(folder: string, ends: RegExp): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => ends.test(name))
    .map((name) => join(folder, name));
}

/** All the Chinese of code and views, outside comments, by file; the files that have none are left out. */
const found = new Map(
  [...filesIn('src', /\.ts$/), ...filesIn('views', /\.ejs$/), ...filesIn('public/js', /\.js$/)]
    .filter((file) => !file.startsWith('src/shared/i18n/'))
    .map((file): [string, string[]] => {
      const text = readFileSync(join(projectRoot, file), 'utf8');
      return [file, chineseOf(file.endsWith('.ejs') ? viewWithoutComments(text) : withoutComments(text))];
    })
    .filter(([, words]) => words.length > 0),
);

/** The words of a file that no list allows. */
function notKept(file: string): string[] {
  const words = found.get(file) ?? [];
  const allowed = kept[file];
  if (allowed && !allowed.words) return [];
  return words.filter((word) => !allowed?.words?.includes(word));
}

describe('sentences stand in the dictionaries only', () => {
  test('no code and no view has Chinese of its own', () => {
    const bad = [...found.keys()].filter((file) => notKept(file).length > 0 && !stillToDo.includes(file));
    expect(Object.fromEntries(bad.map((file) => [file, notKept(file)]))).toEqual({});
  });

  test('a file that is done is on the list no longer', () => {
    expect(stillToDo.filter((file) => notKept(file).length === 0)).toEqual([]);
    expect(new Set(stillToDo).size).toBe(stillToDo.length);
  });

  test('what the code has no longer is not allowed any more', () => {
    const gone = Object.entries(kept).flatMap(([file, { words }]) => {
      const there = found.get(file);
      if (!there) return [file];
      return (words ?? []).filter((word) => !there.includes(word)).map((word) => `${file}: ${word}`);
    });
    expect(gone).toEqual([]);
  });
});

describe('comments are told from code', () => {
  test.each([
    ["a('// 一') // 二", "a('// 一') "],
    ["a('/* 一') /* 二\n三 */ + '四'", "a('/* 一') \n + '四'"],
    ['`一\x24{f("`二`") /* 三 */}四 // 五`', '`一\x24{f("`二`") }四 // 五`'],
    ['`\x24{{ a: `//` }.a}` // 一', '`\x24{{ a: `//` }.a}` '],
    ['/[\'"]/.test(a) // 一', '/[\'"]/.test(a) '],
    ['x = /[/]*\\//; // 一', 'x = /[/]*\\//; '],
    ["a / b; c / d; '一'", "a / b; c / d; '一'"],
    ['return /一/u; /二/', 'return /一/u; /二/'],
    ["'it\\'s // 一' // 二", "'it\\'s // 一' "],
  ])('%s', (code, rest) => {
    expect(withoutComments(code)).toBe(rest);
  });

  test('in views too', () => {
    const view = `<%# 一 %><!-- 二 --><p title="<%= f('//') // 三
 %>">四</p><% /* 五 */ -%>`;
    expect(viewWithoutComments(view)).toBe(`<p title="<% f('//') \n %>">四</p><%  %>`);
  });
});
