import { expect } from 'vitest';
import { parseDescriptor, type RecordingTemplate } from '../../src/plugin-host/index.ts';
import { type Analysis, analyse } from '../../src/recorder/analyse.ts';
import { compose } from '../../src/recorder/compose.ts';
import type { Typed } from '../../src/recorder/find/login-call.ts';
import type { Choices } from '../../src/recorder/find/point.ts';
import { readHar } from '../../src/recorder/read/har.ts';
import { findSecret, secretsOf } from '../../src/recorder/secrets.ts';
import { fen } from '../../src/shared/money.ts';
import { buildHar, type Entry, NOON } from './build-har.ts';

export const SITE = 'https://till.acme.cn';
export const TYPED: Typed = { username: 'zhangsan', password: 'S3cret-pw!' };
export const TOKEN = 'tok_9f8a7b6c5d4e3f2a1b0c';
export type Json = Record<string, unknown>;

/** Rows of a list: the known one of 0.01 at noon is the first of the refreshed list. */
export const ROWS: Json[] = [
  {
    orderNo: 'W2026030112000099',
    money: '0.01',
    payTime: '2026-03-01 12:00:00',
    channel: 'WX',
    status: 'PAID',
  },
  {
    orderNo: 'W2026030111500044',
    money: '19.90',
    payTime: '2026-03-01 11:50:00',
    channel: 'ALI',
    status: 'PAID',
  },
  {
    orderNo: 'W2026030111400021',
    money: '100.00',
    payTime: '2026-03-01 11:40:00',
    channel: 'WX',
    status: 'REFUND',
  },
];

export const list = (rows: Json[], more: Json = {}) => ({ code: 0, data: { rows, ...more } });

/** Logs in, lists, lists again; each part can be another. */
export function recorded(
  change: {
    login?: Partial<Entry>;
    before?: Entry[];
    lists?: Partial<Entry>[];
    rows?: Json[];
    more?: Json;
  } = {},
): Entry[] {
  const { rows = ROWS, more = {} } = change;
  const asked = {
    url: `${SITE}/list`,
    headers: { 'X-Token': TOKEN },
    body: { begin: '2026-03-01 00:00:00', end: '2026-03-01 23:59:59' },
  };
  const lists = change.lists ?? [{}, {}];
  return [
    ...(change.before ?? []),
    {
      url: `${SITE}/login`,
      body: { user: TYPED.username, pass: TYPED.password },
      answer: { code: 0, data: { token: TOKEN } },
      ...change.login,
    },
    ...lists.map((one, at) => ({
      ...asked,
      answer: list(at === 0 && lists.length > 1 ? rows.slice(1) : rows, more),
      ...one,
    })),
  ];
}

export function found(
  entries: Entry[],
  {
    typed = TYPED,
    choices = {},
    amount = 1,
    at = NOON,
    template = null,
  }: {
    typed?: Typed;
    choices?: Choices;
    amount?: number;
    at?: number;
    template?: RecordingTemplate | null;
  } = {},
) {
  const read = readHar(buildHar(entries));
  if (!('ok' in read)) throw new Error(read.problem);
  const analysis = analyse(read.ok, { known: { amountFen: fen(amount), at }, typed, choices, template });
  return { analysis, recording: read.ok };
}

export const codes = ({ obstacles }: Analysis) => obstacles.map(({ code }) => code);

/** The descriptor that is made of it: checked, and free of every secret. */
export function written(entries: Entry[], options: Parameters<typeof found>[1] = {}) {
  const { analysis, recording } = found(entries, options);
  const { plan } = analysis;
  expect(
    codes(analysis).filter(
      (code) => code !== 'strangePassword' && code !== 'slider' && code !== 'sms' && code !== 'sm2',
    ),
  ).toEqual([]);
  if (!plan) throw new Error('there is no plan');
  const named = {
    id: 'own-acme',
    revision: 1,
    words: { zh: 'Acme', en: 'Acme' },
    template: options.template ?? null,
    site: `${SITE}/`,
    origins: [new URL(analysis.points.list.chosen?.value.shown.url ?? SITE).origin],
    payTypes: { WX: 'wxpay', ALI: 'alipay' } as const,
    onlyPayType: 'wxpay' as const,
  };
  const content = compose({ ...analysis, plan }, named);
  const parsed = parseDescriptor(JSON.stringify(content));
  expect(parsed.ok ? [] : parsed.problems).toEqual([]);
  expect(findSecret(content, secretsOf(recording, options.typed ?? TYPED, plan))).toBeNull();
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it wants of it
  return content as any;
}
