import { describe, expect, test } from 'vitest';
import type { TextVerdict } from '../../../src/flow/forwarded-texts/index.ts';
import { verdictOf } from '../../../src/flow/forwarded-texts/index.ts';
import { vectors } from '../../support/vectors.ts';
import { ALIPAY, outcome, read } from './shipped-rules.ts';

interface Text {
  id: string;
  package: string;
  title: string;
  text: string;
}

interface NotificationVector extends Text {
  expected: { payType: string; amountFen: number; channel: string } | null;
  grade?: 'likely';
  channelAlternatives?: string[];
}

interface Expected {
  outcome: TextVerdict;
  payType?: string | null;
  amountFen?: number;
  channel?: string;
}

interface TextVector extends Text {
  expected: Expected;
  alsoRight?: Expected[];
}

const all = vectors.notifications as NotificationVector[];
const policy = vectors.notificationsPolicy as { cases: Text[] };
const told = vectors.notificationTexts as TextVector[];
const positive = all.flatMap((vector) => (vector.expected ? [{ ...vector, expected: vector.expected }] : []));
const negative = all.filter((vector) => vector.expected === null);

describe('the shared notifications', () => {
  test('are all here', () => {
    expect(positive.length).toBeGreaterThan(20);
    expect(negative.length).toBeGreaterThan(20);
    expect(told.length).toBeGreaterThan(160);
  });

  test.each(positive)('$id is read: $title | $text', (vector) => {
    const { payType, amountFen, channel } = vector.expected;
    const reading = read(vector.package, vector.title, vector.text);
    const grade = vector.grade ?? 'sure';
    expect(reading).toMatchObject({ kind: 'money', grade, payType, amountFen, version: 3 });
    expect(verdictOf(reading)).toBe(grade === 'sure' ? 'money' : 'review');
    expect(verdictOf(reading, true)).toBe('money');
    const channels = reading.kind === 'money' ? [...reading.channels] : [];
    // A phone can't tell 个人码 from 经营码: where the vectors name the first we may say both.
    const may = [channel, ...(vector.channelAlternatives ?? []), 'business'];
    expect(channels[0]).toBe(channel);
    expect(channels).toEqual(expect.arrayContaining([channel, ...(vector.channelAlternatives ?? [])]));
    expect(channels.filter((one) => !may.includes(one))).toEqual([]);
  });

  test.each(negative)('$id is no money: $title | $text', (vector) => {
    expect(outcome(vector.package, vector.title, vector.text)).not.toBe('money');
  });
});

/** `kept`: another outcome that is right too, a payment that waits for a person among them. */
type Mark = 'right' | 'kept' | 'refused' | 'wrong';

function fits(vector: Text, expected: Expected): boolean {
  const reading = read(vector.package, vector.title, vector.text);
  if (verdictOf(reading) !== expected.outcome) return false;
  if (expected.outcome !== 'money') return true;
  if (reading.kind !== 'money' || reading.amountFen !== expected.amountFen) return false;
  if (expected.payType !== undefined && reading.payType !== expected.payType) return false;
  return expected.channel === undefined || reading.channels[0] === expected.channel;
}

/** 'refused': it may be money and was put away, so that it is lost. */
function markOf(vector: TextVector): Mark {
  if (fits(vector, vector.expected)) return 'right';
  if (vector.alsoRight?.some((other) => fits(vector, other))) return 'kept';
  return outcome(vector.package, vector.title, vector.text) === 'not_money' ? 'refused' : 'wrong';
}

describe('the told texts of real phones, and forged ones', () => {
  test.each(told)('$id is $expected.outcome: $title | $text', (vector) => {
    expect(markOf(vector), outcome(vector.package, vector.title, vector.text)).toMatch(/right|kept/);
  });

  test('none is money wrongly, none is lost, and few are only right as well', () => {
    const marks = told.map((vector) => ({ vector, mark: markOf(vector) }));
    const idsOf = (...wanted: Mark[]) =>
      marks.filter(({ mark }) => wanted.includes(mark)).map(({ vector }) => vector.id);
    expect(idsOf('refused', 'wrong')).toEqual([]);
    expect(idsOf('kept')).toEqual([
      ...['wx2-84', 'wx2-102', 'ali2-17', 'ali2-62'],
      ...['forged-36', 'forged-37', 'forged-38'],
    ]);
  });
});

describe('the undecided texts: income that no code took is not counted, and known for what it is', () => {
  const decided: Record<string, [why: string, outcome: TextVerdict]> = {
    'pol-01': ['transfer', 'not_money'],
    'pol-02': ['transfer', 'not_money'],
    // The voice's words without those of the helper: it may be the payment itself.
    'pol-03': ['unknown_text', 'review'],
    'pol-04': ['other_income', 'not_money'],
    'pol-05': ['transfer', 'not_money'],
  };

  test.each(policy.cases)('$id: $text', (vector) => {
    const [why, wanted] = decided[vector.id] ?? [];
    expect(read(vector.package, vector.title, vector.text)).toMatchObject({ why });
    expect(outcome(vector.package, vector.title, vector.text)).toBe(wanted);
  });
});

describe('a text that only looks the same', () => {
  /** Marks of no width or of direction, blanks of other widths, marks on the letter before, fillers, controls. */
  const marks = [
    ...['\ufeff', '\u3000', '\u00a0', '\u200b', '\u200d', '\u200e', '\u200f', '\u202e', '\u2060', '\u00ad'],
    ...['\u0301', '\u034f', '\u115f', '\u3164', '\uffa0', '\ufe0f', '\u180e', '\u061c', '\u0000', '\u000b'],
    ...['\u0085', '\u2028', '\u{e0041}'],
  ];
  const paid = [...told, ...positive].filter(
    (vector) => outcome(vector.package, vector.title, vector.text) === 'money',
  );

  test('a mark that nobody sees, anywhere in title or text, makes it a text for a person', () => {
    expect(paid.length).toBeGreaterThan(60);
    for (const { package: app, title, text } of paid) {
      for (const mark of marks) {
        for (let at = 0; at <= Math.max(title.length, text.length); at += 1) {
          const put = (into: string) => into.slice(0, at) + mark + into.slice(at);
          if (at <= title.length) expect(outcome(app, put(title), text), put(title)).toBe('review');
          if (at <= text.length) expect(outcome(app, title, put(text)), put(text)).toBe('review');
        }
      }
    }
  });

  test('an app of another name, by one character or by case, tells nothing', () => {
    for (const { package: app, title, text } of paid) {
      for (const other of [`${app}\u200b`, ` ${app}`, app.toUpperCase(), `${app}.x`]) {
        expect(outcome(other, title, text), other).not.toBe('money');
      }
    }
  });

  test('full-width digits, letters and signs are no amount', () => {
    const wide = (text: string) =>
      text.replace(/[0-9.,]/g, (char) => String.fromCharCode(char.charCodeAt(0) + 0xfee0));
    for (const { package: app, title, text } of paid) {
      expect(outcome(app, wide(title), wide(text)), wide(title + text)).toBe('review');
    }
  });

  test('ASCII blanks around title and text change nothing', () => {
    for (const { package: app, title, text } of paid) {
      expect(outcome(app, ` \t${title}\r\n`, `\n ${text}\t `)).toBe('money');
    }
  });
});

test('Alipay: what the voice helper repeats is put away, however often it says it', () => {
  const said = '上一笔播报：支付宝到账 1430.00 元。收钱提醒助手正在为您服务';
  expect(outcome(ALIPAY, '收钱提醒助手', said)).toBe('not_money');
  expect(outcome(ALIPAY, '支付宝', `${said} ${said}`)).toBe('not_money');
});
