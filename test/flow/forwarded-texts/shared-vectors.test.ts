import { describe, expect, test } from 'vitest';
import { wantsAPerson } from '../../../src/flow/forwarded-texts/index.ts';
import { vectors } from '../../support/vectors.ts';
import { ALIPAY, read } from './shipped-rules.ts';

interface NotificationVector {
  id: string;
  package: string;
  title: string;
  text: string;
  expected: { payType: string; amountFen: number; channel: string } | null;
  channelAlternatives?: string[];
}

interface PolicyVectors {
  cases: { id: string; package: string; title: string; text: string }[];
}

const all = vectors.notifications as NotificationVector[];
const policy = vectors.notificationsPolicy as PolicyVectors;
const positive = all.flatMap((vector) => (vector.expected ? [{ ...vector, expected: vector.expected }] : []));
const negative = all.filter((vector) => vector.expected === null);

describe('the shared notifications', () => {
  test('are all here', () => {
    expect(positive.length).toBeGreaterThan(20);
    expect(negative.length).toBeGreaterThan(20);
  });

  test.each(positive)('$id is read: $title | $text', (vector) => {
    const { payType, amountFen, channel } = vector.expected;
    const reading = read(vector.package, vector.title, vector.text);
    expect(reading).toMatchObject({ kind: 'money', payType, amountFen, version: 2 });
    const channels = reading.kind === 'money' ? [...reading.channels] : [];
    // The vectors name one kind for Alipay; a phone can't tell 收钱码 from 经营码, so we say both.
    const alsoAlipay = vector.package === ALIPAY && channel === 'personal' ? ['business'] : [];
    expect(channels).toEqual([channel, ...(vector.channelAlternatives ?? []), ...alsoAlipay]);
  });

  test.each(negative)('$id is no money: $title | $text', (vector) => {
    expect(read(vector.package, vector.title, vector.text).kind).not.toBe('money');
  });
});

describe('the undecided texts: income that no code took is not counted, and known for what it is', () => {
  const decided: Record<string, string> = {
    'pol-01': 'transfer',
    'pol-02': 'transfer',
    'pol-03': 'repeat',
    'pol-04': 'other_income',
    'pol-05': 'transfer',
  };

  test.each(policy.cases)('$id: $text', (vector) => {
    const reading = read(vector.package, vector.title, vector.text);
    expect(reading).toMatchObject({ kind: 'not_money', why: decided[vector.id] });
    expect(reading.kind !== 'money' && wantsAPerson(reading.why)).toBe(false);
  });
});
