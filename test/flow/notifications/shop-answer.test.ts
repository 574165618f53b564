import { describe, expect, test } from 'vitest';
import { judgeAnswer as judge } from '../../../src/flow/notifications/shop-answer.ts';
import { inChinese } from '../../support/in-chinese.ts';

/** With the cause in words. */
function judgeAnswer(...answer: Parameters<typeof judge>) {
  const judged = judge(...answer);
  return judged.acknowledged ? judged : { ...judged, cause: inChinese(judged.cause) };
}

const long = 'x'.repeat(600);
const notice = (name: string) =>
  `<br />\n<b>Notice</b>:  Undefined index: ${name} in <b>/www/wwwroot/shop.example/notify.php</b> on line <b>12</b><br />\n`;

describe('acknowledged', () => {
  test.each([
    ['success', 'success'],
    ['upper case', 'SUCCESS'],
    ['mixed case', 'Success'],
    ['white space around', ' \r\nsuccess\n'],
    ['a byte order mark', '\ufeffsuccess'],
    ['quotes around', '"success"'],
    ['a full stop', 'success.'],
    [
      'a page around it',
      '<!DOCTYPE html><html><head><title>notify</title></head><body>success</body></html>',
    ],
    ['an element around it', '<h1 class="ok">Success!</h1>'],
    ['PHP notices before it', `${notice('uid')}success`],
    ['so many notices that it comes late', `${notice('uid').repeat(10)}success`],
    ['plain PHP notices before it', '\nNotice: Undefined index: uid in /www/a.php on line 3\nsuccess'],
    ['a warning after it', `success${notice('uid')}`],
    ['a debug bar after it', `success\n<div id="think_page_trace">${long}</div>`],
    ['Chinese before it', '支付成功 success'],
    ['Chinese right beside it', '处理完成success'],
    ['words after it', 'success, thank you'],
    ['a form', 'code=1&msg=success'],
    ['JSON with the word as text', '{"code":1,"msg":"success"}'],
    ['JSON with the word as state', '{"status":"SUCCESS","data":null}'],
    ['JSON with success true', '{"success":true,"msg":"done"}'],
    ['JSON with success 1', '{"success":1}'],
    ['a text in JSON', '"success"\n'],
  ])('%s', (_, body) => {
    expect(judgeAnswer(200, body)).toEqual({ acknowledged: true });
  });

  test.each([200, 201, 202, 299])('with status %i', (status) => {
    expect(judgeAnswer(status, 'success')).toEqual({ acknowledged: true });
  });
});

describe('refused', () => {
  test.each([
    ['fail', 'fail'],
    ['ok', 'ok'],
    ['unsuccess', 'unsuccess'],
    ['unsuccessful', 'unsuccessful'],
    ['successful', 'successful'],
    ['successfully', 'processed successfully'],
    ['not success', 'not success'],
    ['not a success', 'this was not a success'],
    ['no success', 'no success'],
    ['non-success', 'non-success'],
    ['a Chinese no', '未success'],
    ['both words', 'success or fail'],
    ['a failure beside it', 'success: sign check failed'],
    ['both words on lines of a page', `<p>success</p><p>fail</p>${long}`],
    ['denied in a page', `<p>not</p><b>success</b>${long}`],
    ['JSON with success false', '{"success":false}'],
    ['JSON with success false and a polite message', '{"success":false,"msg":"success"}'],
    ['JSON with success 0', '{"success":0}'],
    ['JSON with success null', '{"success":null}'],
    ['JSON with a failure beside it', '{"type":"success","msg":"fail"}'],
    ['JSON with the word in a sentence', '{"code":500,"msg":"not success"}'],
    ['JSON that merely names it', '{"success_url":"/ok","code":0}'],
    ['JSON of another kind', '["success"]'],
    ['nearly JSON', "{'success': false}"],
    ['nearly a form', 'success=0'],
    ['a colon', 'success: false'],
    ['a name', 'is_success'],
    ['an address', 'see https://shop.example/success'],
    ['a file', 'success.html'],
    ['a notice about a variable of that name', notice('success')],
    ['a short plain notice about it', 'Notice: Undefined index: success in a.php on line 3'],
    ['a class name', `<div class="success">请先登录</div>${long}`],
    ['a script', `<script>var success = 1; if (success) go("success")</script>请启用 JavaScript ${long}`],
    ['a comment', '<!-- success -->'],
    ['a title', '<html><head><title>success</title></head><body>404</body></html>'],
    ['the middle of a long page', `${long} what success means ${long}`],
    ['a line of its own far down a page', `<p>${'word '.repeat(150)}</p><p>success</p><p>${long}</p>`],
  ])('%s', (_, body) => {
    const judged = judgeAnswer(200, body);
    expect(judged.acknowledged).toBe(false);
    expect(judged).toHaveProperty('cause', expect.stringContaining('没有返回 success'));
  });

  test('an empty body', () => {
    expect(judgeAnswer(200, ' \n')).toEqual({
      acknowledged: false,
      cause: '商城返回了空白内容，应返回 success',
    });
  });

  test.each([
    [500, '商城返回 HTTP 500'],
    [502, '商城返回 HTTP 502'],
    [404, '商城返回 HTTP 404：通知地址不存在'],
    [401, '商城返回 HTTP 401：通知地址要求用户名和密码（网站加了密码访问），请对这个地址取消密码'],
    [405, '商城返回 HTTP 405：通知地址不接受 GET，请在“商户”页把通知方式改成 POST'],
    [403, '商城返回 HTTP 403：通知被拒绝，可能是防火墙或白名单'],
    [100, '商城返回 HTTP 100'],
  ])('status %i, whatever the body says', (status, cause) => {
    expect(judgeAnswer(status, 'success')).toEqual({ acknowledged: false, cause });
  });

  test('a redirect, and where it would have led, without its query', () => {
    expect(judgeAnswer(302, 'success', 'https://shop.example/elsewhere?key=secret')).toEqual({
      acknowledged: false,
      cause:
        '商城返回了跳转（HTTP 302，到 “https://shop.example/elsewhere”）。通知不会跟随跳转，请把通知地址改成最终地址',
    });
    expect(judgeAnswer(304, '')).toMatchObject({ cause: '商城返回了跳转（HTTP 304），通知不会跟随跳转' });
  });

  test('a redirect to a login, or to https only', () => {
    const causeOf = (location: string, href = 'http://shop.example/pay/notify') => {
      const judged = judgeAnswer(302, '', location, { href, form: null });
      return judged.acknowledged ? '' : judged.cause;
    };
    for (const login of [
      '/login',
      '/wp-login.php',
      'https://shop.example/user/sign-in?next=1',
      '/auth/',
      '/passport/x',
    ])
      expect(causeOf(login), login).toContain('登录');
    for (const other of ['/author/7', '/blog/logins-are-hard', '/', 'https://shop.example/elsewhere'])
      expect(causeOf(other), other).toContain('最终地址');
    expect(causeOf('https://shop.example/pay/notify?a=1')).toContain('以 https:// 开头');
    expect(causeOf('https://other.example/pay/notify')).toContain('最终地址');
    expect(causeOf('https://shop.example/pay/notify', 'https://shop.example/pay/notify')).toContain(
      '最终地址',
    );
  });

  test('a shop that takes no POST is told of as one', () => {
    const judged = judgeAnswer(405, '', null, { href: 'https://shop.example/n', form: 'a=1' });
    expect(judged).toMatchObject({
      cause: expect.stringContaining('不接受 POST，请在“商户”页把通知方式改成 GET'),
    });
  });

  test.each([
    [
      'a home page',
      '<!DOCTYPE html><html><head><title>我的小店</title></head><body>欢迎</body></html>',
      '网页“我的小店”，像是首页',
    ],
    ['a page without a title', '<html><body>hello</body></html>', '一个网页，像是首页'],
    ['a login page', '<html><title>User Login</title><body></body></html>', '登录页'],
    ['a login form', '<html><body><form><input name=p type="password"></form></body></html>', '登录页'],
    ['a challenge', '<html><head><title>Just a moment...</title></head></html>', '防火墙的验证页'],
    ['a challenge in Chinese', '<html><body>请完成安全验证后继续访问</body></html>', '防火墙的验证页'],
  ])('%s in place of the answer', (_what, body, words) => {
    const judged = judgeAnswer(200, body);
    expect(judged).toMatchObject({ acknowledged: false, cause: expect.stringContaining(words) });
  });

  test('the cause quotes the beginning of the answer', () => {
    expect(judgeAnswer(200, `sign\n error ${'中'.repeat(100)}`)).toMatchObject({
      cause: `商城没有返回 success，返回的是：“sign error ${'中'.repeat(49)}…”`,
    });
  });
});

test('a page made to be slow to read is judged quickly', () => {
  const started = performance.now();
  for (const piece of ['<', '<!--', '<script', '<a ', 'success ', '"', '{', '不', '!']) {
    judgeAnswer(200, piece.repeat(65_536 / piece.length));
  }
  expect(performance.now() - started).toBeLessThan(2_000);
});
