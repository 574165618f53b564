import { describe, expect, test } from 'vitest';
import { corrected } from '../../src/recorder/correct/corrected.ts';
import { shownFields } from '../../src/recorder/correct/shown-fields.ts';
import { Refusal } from '../../src/shared/errors.ts';
import { shoptill } from '../plugin-host/descriptor/sample.ts';
import { sqbOwn, xymOwn } from '../simulators/descriptors/known.ts';
import { ledgerPage } from '../simulators/descriptors/ledger-page.ts';
import { maqianStyle } from '../simulators/descriptors/maqian-style.ts';
import { descriptorOf } from '../simulators/descriptors/platform-at.ts';
import { storeStyle } from '../simulators/descriptors/store-style.ts';

const how = { lang: 'zh', allowPrivate: true } as const;
const till = () => descriptorOf(shoptill());

function wrong(values: Record<string, string>): string[] {
  try {
    corrected(till(), values, how);
  } catch (error) {
    if (error instanceof Refusal) return error.fields.map(({ field }) => field);
    throw error;
  }
  return [];
}

describe('what is saved, as it is shown and read again', () => {
  test.each([
    ['shoptill', shoptill()],
    ['sqbOwn', sqbOwn],
    ['xymOwn', xymOwn],
    ['ledgerPage', ledgerPage],
    ['maqianStyle', maqianStyle],
    ['storeStyle', storeStyle],
  ])('%s: nothing that was left alone is another', (_name, written) => {
    const saved = descriptorOf(written);
    const { payTypes: _, ...before } = saved;
    for (const lang of ['zh', 'en'] as const) {
      const { payTypes: __, ...after } = corrected(saved, shownFields(saved, lang), { ...how, lang });
      expect(JSON.parse(JSON.stringify(after))).toEqual(JSON.parse(JSON.stringify(before)));
    }
  });

  test('each part is corrected where it stands', () => {
    const values = {
      ...{
        rows: 'data.items[*]',
        number: 'date + serial',
        number_with: '-',
        amount: 'total',
        amount_unit: 'fen',
      },
      ...{ time: 'paidAt', time_form: 's', time_zone: '+09:00', pay_type_map: 'A = alipay\nB = unionpay' },
      ...{
        terminal: '',
        reference: 'memo',
        reference_prefix: '备注：',
        only: 'state = OK | DONE\nkind = in',
      },
      ...{ zone: '+00:00', overlap_s: '300', max_s: '', ahead_s: '0' },
      ...{ pages_first: '0', pages_size: '20', pages_max: '5', pages_until: 'data.total' },
      ...{ setting_login: '手机号', handed_token: '令牌（App）' },
    };
    const { list, payTypes, settings, login } = corrected(till(), values, how);
    expect(list.rows).toEqual({ json: 'data.items[*]' });
    expect(list.map).toEqual({
      externalId: { join: ['date', 'serial'], with: '-' },
      amount: { path: 'total', unit: 'fen', strip: '¥,' },
      paidAt: { path: 'paidAt', as: 's', zone: '+09:00' },
      payType: { path: 'chan', map: { A: 'alipay', B: 'unionpay' } },
      reference: { path: 'memo', dropPrefix: '备注：' },
    });
    expect(payTypes).toEqual(['alipay', 'unionpay']);
    expect(list.only).toEqual([
      { path: 'state', in: ['OK', 'DONE'] },
      { path: 'kind', in: ['in'] },
    ]);
    expect(list.window).toEqual({ zone: '+00:00', overlapS: 300, aheadS: 0 });
    expect(list.pages).toEqual({ by: 'page', first: 0, size: 20, max: 5, until: { total: 'data.total' } });
    expect(settings[0]?.label).toEqual({ zh: '手机号', en: 'Login name' });
    expect(login.handOver?.[0]).toMatchObject({ label: { zh: '令牌（App）', en: 'Token' } });
  });

  test('what is wrong is said beside its field', () => {
    expect(wrong({ amount: '' })).toContain('amount');
    expect(wrong({ amount_unit: 'dollar' })).toEqual(['amount_unit']);
    expect(wrong({ time_form: 'YYYY' })).toEqual(['time_form']);
    expect(wrong({ zone: 'Shanghai' })).toEqual(['zone']);
    expect(wrong({ max_s: 'long' })).toEqual(['max_s']);
    expect(wrong({ pages_max: '500' })).toEqual(['pages_max']);
    expect(wrong({ pay_type_map: '1 = cash' })).toEqual(['pay_type_map']);
    expect(wrong({ number: '__proto__' })).toContain('number');
  });
});
