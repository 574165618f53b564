import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type RoutableCode, tierOf } from '../../../src/flow/accounts/index.ts';
import { readLimits } from '../../../src/flow/code-limits/index.ts';
import { countOn, eligible, staysWithinDay, whyIneligible } from '../../../src/flow/intake/eligible.ts';
import { passedOf } from '../../../src/flow/intake/passed-over.ts';
import { fen } from '../../../src/shared/money.ts';

const none = readLimits(null);

function code(id: number, changes: Partial<RoutableCode> = {}): RoutableCode {
  return {
    ...{ id, accountId: 1, platform: 'p', terminal: `T${id}`, payTypes: ['wxpay'], lastTurn: id },
    ...{ healthy: true, scope: `code:${id}`, devicesTell: false, hasFixed: false, fixedFen: [] },
    ...{ fixesAmount: false, limits: none, accountLimits: none, minute: 720, unpaidRun: 0, rests: false },
    ...{ use: { count: 0, fen: 0 }, accountUse: { count: 0, fen: 0 } },
    ...changes,
  };
}

const wanted = { payType: 'wxpay' as const, moneyFen: 990, fixedFirst: true };
const ids = (codes: readonly RoutableCode[]) => codes.map(({ id }) => id);

describe('the order of codes', () => {
  test('healthy, then rested, then without typing, then the least recently used', () => {
    const codes = [
      code(1, { healthy: false }),
      code(2, { rests: true, unpaidRun: 5 }),
      code(3),
      code(4, { fixesAmount: true }),
      code(5, { lastTurn: 0 }),
    ];
    expect(ids(eligible(codes, wanted).inOrder)).toEqual([4, 5, 3, 2, 1]);
    expect(ids(eligible(codes, { ...wanted, fixedFirst: false }).inOrder)).toEqual([5, 3, 4, 2, 1]);
  });

  test('a code that rests, or whose account fails, is still there when it is the last', () => {
    expect(ids(eligible([code(1, { rests: true })], wanted).inOrder)).toEqual([1]);
    expect(ids(eligible([code(1, { healthy: false })], wanted).inOrder)).toEqual([1]);
  });

  test('a limit of the account counts as one of the code, and says whose it is', () => {
    const full = code(1, { accountLimits: { ...none, dayCount: 1 }, accountUse: { count: 1, fen: 1 } });
    expect(whyIneligible(full, wanted)).toEqual({ why: 'day_count', dayCount: 1, of: 'account' });
    expect(whyIneligible(code(1, { payTypes: ['alipay'] }), wanted)).toEqual({ why: 'pay_type' });
  });
});

const anyCode = fc.record({
  id: fc.integer({ min: 1, max: 1_000 }),
  lastTurn: fc.nat(100),
  healthy: fc.boolean(),
  rests: fc.boolean(),
  fixesAmount: fc.boolean(),
  dayCount: fc.option(fc.integer({ min: 1, max: 5 })),
  dayFen: fc.option(fc.integer({ min: 500, max: 5_000 })),
  maxFen: fc.option(fc.integer({ min: 500, max: 2_000 })),
});
const build = (one: {
  id: number;
  lastTurn: number;
  healthy: boolean;
  rests: boolean;
  fixesAmount: boolean;
  dayCount: number | null;
  dayFen: number | null;
  maxFen: number | null;
}) =>
  code(one.id, {
    ...{ lastTurn: one.lastTurn, healthy: one.healthy, rests: one.rests, fixesAmount: one.fixesAmount },
    limits: {
      ...none,
      dayCount: one.dayCount,
      dayFen: one.dayFen === null ? null : fen(one.dayFen),
      maxFen: one.maxFen === null ? null : fen(one.maxFen),
    },
  });

test('of any codes, each that takes the pay type is either in the order or refused, and no limit is ever gone beyond', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyCode, { selector: ({ id }) => id, maxLength: 8 }),
      fc.array(fc.integer({ min: 100, max: 3_000 }), { maxLength: 60 }),
      (many, prices) => {
        const codes = many.map(build);
        for (const moneyFen of prices) {
          const { inOrder, refused } = eligible(codes, { ...wanted, moneyFen });
          expect(new Set([...ids(inOrder), ...refused.map(({ code: { id } }) => id)]).size).toBe(
            codes.length,
          );
          const tiers = inOrder.map(tierOf);
          expect(tiers).toEqual([...tiers].sort((a, b) => a - b));
          const [chosen] = inOrder.filter((one) => staysWithinDay(one, moneyFen));
          if (!chosen) continue;
          const not = passedOf(chosen, { inOrder, refused });
          expect(not.length).toBeLessThanOrEqual(6);
          expect(not.map(([id]) => id)).not.toContain(chosen.id);
          countOn(chosen, moneyFen);
        }
        for (const { use, limits } of codes) {
          if (limits.dayCount !== null) expect(use.count).toBeLessThanOrEqual(limits.dayCount);
          if (limits.dayFen !== null) expect(use.fen).toBeLessThanOrEqual(limits.dayFen);
        }
      },
    ),
  );
});

test('why those before it in turn were passed over is kept small, as codes and values', () => {
  const codes = [
    code(1, { limits: { ...none, hours: { from: 0, to: 60 } } }),
    code(2, { healthy: false }),
    code(3, { rests: true, unpaidRun: 7 }),
    code(4),
    code(5),
  ];
  const found = eligible(codes, wanted);
  expect(passedOf(codes[3] as RoutableCode, found)).toEqual([
    [1, 'code.hours', 0, 60],
    [2, 'unhealthy'],
    [3, 'rests', 7],
  ]);
});
