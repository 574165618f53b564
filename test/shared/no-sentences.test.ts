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
  'src/plugin-host/descriptor/login-no.ts': { why: 'words by which back ends refuse a login' },
  'src/recorder/find/names.ts': { why: 'what back ends call their fields and values' },
  'src/recorder/find/values.ts': { why: 'an amount as back ends write it', words: ['元', '年', '月', '日'] },
  'src/docs-page/shop-guides.ts': { why: SHOP_LABELS },
  'src/docs-page/worked-example.ts': { why: 'an example of what a shop sends and is answered' },
  'src/flow/notifications/says-success.ts': { why: 'words by which shops say no' },
  'src/flow/notifications/shop-answer.ts': {
    why: 'words by which a log-in or a check for people is known',
    words: ['登录', '登陆', '人机验证', '安全验证', '滑动验证', '请完成验证'],
  },
  'src/flow/protocols/vmq/vmq-shop.routes.ts': { why: VMQ_WIRE, words: ['成功'] },
  'src/flow/forwarding/vmq-app/vmq-answers.ts': { why: VMQ_WIRE, words: ['成功'] },
  'src/flow/devices/device.repository.ts': { why: 'the app’s name', words: ['免签'] },
  'src/flow/listening/old-cron.routes.ts': { why: 'what the systems that we replace answer there' },
  'views/partials/preferences.ejs': { why: 'the name of the language, in that language', words: ['中文'] },
  'views/console/listener/step-settings.ejs': { why: FORWARDER_LABELS },
};

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
    const bad = [...found.keys()].filter((file) => notKept(file).length > 0);
    expect(Object.fromEntries(bad.map((file) => [file, notKept(file)]))).toEqual({});
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
