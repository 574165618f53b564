import { describe, expect, test } from 'vitest';
import { explainAlert } from '../../src/console/home/explain-alert.ts';
import type { Alert } from '../../src/flow/alerts/index.ts';
import { translator } from '../../src/shared/i18n/index.ts';

const alert = (kind: Alert['kind'], detail: Alert['detail']) =>
  ({ id: 1, at: 0, kind, accountId: 3, detail }) as Alert;
const textOf = (lang: 'zh' | 'en', of: Alert) => explainAlert(of, 'A', translator(lang)).text;

describe('silent devices are listed in the reader’s language', () => {
  test('as they are kept', () => {
    const silent = alert('silent_device', { names: ['红米', 'PC'] });
    expect(textOf('zh', silent)).toContain('红米、PC');
    expect(textOf('en', silent)).toContain('红米, PC');
  });

  test('as an older version kept them', () => {
    const silent = alert('silent_device', { names: '红米、PC' });
    for (const lang of ['zh', 'en'] as const) expect(textOf(lang, silent)).toContain('红米、PC');
    expect(textOf('zh', alert('silent_device', {}))).not.toContain('undefined');
  });
});

describe('a change of where money goes', () => {
  const change = {
    actor: 'me',
    ip: '9.9.9.9',
    name: '',
    action: 'code.edit',
    fields: ['content', 'secrets'],
  };

  test('is told by its own words', () => {
    expect(textOf('zh', alert('money_route', change))).toBe(
      'me（来自 9.9.9.9）修改了收款码：A，改动了二维码；平台密码。不是您本人操作的，请立即改回来，并更改登录密码。',
    );
    expect(textOf('en', alert('money_route', change))).toContain(
      'changed a code: A; changed: QR code; the platform’s password',
    );
  });

  test('and as it stands where nobody knows it any more', () => {
    const strange = alert('money_route', { ...change, action: 'gone.deed', fields: ['gone'] });
    expect(textOf('zh', strange)).toContain('修改了收款账号：A，改动了gone');
  });
});
