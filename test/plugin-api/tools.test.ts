import { generateKeyPairSync, privateDecrypt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { tools } from '../../src/plugin-api/index.ts';

/** Where a vector is published stands beside it. */
const bytes = (hex: string) => tools.unwritten(hex, 'hex');

describe('hashes', () => {
  test.each([
    // RFC 1321 A.5
    ['md5', '', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['md5', 'message digest', 'f96b697d7cb7938d525a2f31aaf161d0'],
    // FIPS 180-2, appendix A.1 and B.1
    ['sha1', 'abc', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
    ['sha256', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    // GB/T 32905-2016, A.1 and A.2
    ['sm3', 'abc', '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0'],
    ['sm3', 'abcd'.repeat(16), 'debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732'],
  ] as const)('%s of “%s”', (name, text, expected) => {
    expect(tools[name](text)).toBe(expected);
    expect(tools.hash(name, text)).toBe(expected);
    expect(tools[name](text, 'base64')).toBe(tools.base64(bytes(expected)));
  });

  test('HMAC', () => {
    // RFC 2202, test case 2; RFC 4231, test case 2
    const key = 'Jefe';
    const data = 'what do ya want for nothing?';
    expect(tools.hmac('md5', key, data)).toBe('750c783e6ab0b503eaa86e310a5db738');
    expect(tools.hmac('sha1', key, data)).toBe('effcdf6ae5eb2fa2d27416d5f184df9c259a7c79');
    expect(tools.hmac('sha256', key, data)).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    expect(tools.hmac('sm3', key, data)).toHaveLength(64);
  });

  test('Chinese text is hashed as UTF-8', () => {
    expect(tools.md5('中文')).toBe(tools.md5(bytes('e4b8ade69687')));
  });
});

describe('AES', () => {
  // NIST SP 800-38A, F.1.1 and F.2.1 (AES-128), F.1.5 (AES-256): first blocks.
  const key = bytes('2b7e151628aed2a6abf7158809cf4f3c');
  const block = bytes('6bc1bee22e409f96e93d7e117393172a');

  test('ECB', () => {
    const options = { key, padding: false };
    expect(tools.hex(tools.aes.encrypt('ecb', options, block))).toBe('3ad77bb40d7a3660a89ecaf32466ef97');
    const long = {
      key: bytes('603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4'),
      padding: false,
    };
    expect(tools.hex(tools.aes.encrypt('ecb', long, block))).toBe('f3eed1bdb5d2a03c064b5a7e3db181f8');
    expect(tools.aes.decrypt('ecb', options, bytes('3ad77bb40d7a3660a89ecaf32466ef97'))).toEqual(
      Buffer.from(block),
    );
  });

  test('CBC', () => {
    const options = { key, iv: bytes('000102030405060708090a0b0c0d0e0f'), padding: false };
    expect(tools.hex(tools.aes.encrypt('cbc', options, block))).toBe('7649abac8119b246cee98e9b12e9197d');
  });

  test('GCM', () => {
    // The GCM specification of McGrew and Viega, test case 4: the tag stands behind.
    const options = {
      key: bytes('feffe9928665731c6d6a8f9467308308'),
      iv: bytes('cafebabefacedbaddecaf888'),
      aad: bytes('feedfacedeadbeeffeedfacedeadbeefabaddad2'),
    };
    const plain = bytes(
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    );
    const sealed = tools.aes.encrypt('gcm', options, plain);
    expect(tools.hex(sealed)).toBe(
      '42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47',
    );
    expect(tools.aes.decrypt('gcm', options, sealed)).toEqual(Buffer.from(plain));
    sealed[0] = (sealed[0] ?? 0) ^ 1;
    expect(() => tools.aes.decrypt('gcm', options, sealed)).toThrow();
    expect(() => tools.aes.decrypt('gcm', options, bytes('00'))).toThrow(RangeError);
  });

  test('text of any length, padded, there and back', () => {
    for (const text of ['', '中', 'x'.repeat(16), 'x'.repeat(33)]) {
      const options = { key: '0123456789abcdef', iv: 'fedcba9876543210' };
      const sealed = tools.aes.encrypt('cbc', options, text);
      expect(tools.text(tools.aes.decrypt('cbc', options, sealed))).toBe(text);
    }
  });
});

test('SM4', () => {
  // GB/T 32907-2016, A.1
  const key = bytes('0123456789abcdeffedcba9876543210');
  const options = { key, padding: false };
  expect(tools.hex(tools.sm4.encrypt('ecb', options, key))).toBe('681edf34d206965e86b3e94f536e4246');
  expect(tools.sm4.decrypt('ecb', options, bytes('681edf34d206965e86b3e94f536e4246'))).toEqual(
    Buffer.from(key),
  );
  // draft-ribose-cfrg-sm4-10, A.2.2.1
  const cbc = { key, iv: bytes('000102030405060708090a0b0c0d0e0f'), padding: false };
  const plain = bytes('aaaaaaaabbbbbbbbccccccccddddddddeeeeeeeeffffffffaaaaaaaabbbbbbbb');
  expect(tools.hex(tools.sm4.encrypt('cbc', cbc, plain))).toBe(
    '78ebb11cc40b0a48312aaeb2040244cb4cb7016951909226979b0d15dc6a8f6d',
  );
});

describe('RSA', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const bare = (pem: string | Buffer) => String(pem).replace(/-----[^-]+-----|\s/g, '');
  const privates = ['pkcs8', 'pkcs1'].map((type) =>
    String(privateKey.export({ type: type as 'pkcs1', format: 'pem' })),
  );
  const publics = ['spki', 'pkcs1'].map((type) =>
    String(publicKey.export({ type: type as 'pkcs1', format: 'pem' })),
  );

  test('keys are read as PEM and as bare base64, signatures made and checked', () => {
    const first = tools.rsa.sign('sha256', privates[0] ?? '', '金额=1.00');
    for (const key of [...privates, ...privates.map(bare)]) {
      expect(tools.rsa.sign('sha256', key, '金额=1.00')).toBe(first);
    }
    for (const key of [...publics, ...publics.map(bare)]) {
      expect(tools.rsa.verify('sha256', key, '金额=1.00', first)).toBe(true);
      expect(tools.rsa.verify('sha256', key, '金额=1.01', first)).toBe(false);
      expect(tools.rsa.verify('sha1', key, '金额=1.00', first)).toBe(false);
      expect(tools.rsa.verify('sha256', key, '金额=1.00', '不是签名')).toBe(false);
    }
    expect(() => tools.rsa.sign('sha256', 'bm90IGEga2V5', 'x')).toThrow(TypeError);
  });

  test('a published signature', () => {
    // RFC 7515, A.2: the key as SPKI, the signature of the JWS
    const key =
      'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd/wWJcyQoTbji9k0l8W26mPddxHmfHQp+Vaw+4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL+yRT+SFd2lZS+pCgNMsD1W/YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb/7OMg0LOL+bSf63kpaSHSXndS5z5rexMdbBYUsLA9e+KXBdQOS+UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6/I5IhlJH7aGhyxXFvUK+DWNmoudF8NAco9/h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQIDAQAB';
    const signature =
      'cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw';
    const signed =
      'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ';
    const written = tools.base64(tools.unwritten(signature, 'base64url'));
    expect(tools.rsa.verify('sha256', key, signed, written)).toBe(true);
    expect(tools.rsa.verify('sha256', key, `${signed}x`, written)).toBe(false);
  });

  test('a password is encrypted as a page does it', () => {
    const sealed = tools.rsa.encrypt('oaep', bare(publics[0] ?? ''), '密码');
    expect(privateDecrypt(privateKey, Buffer.from(sealed, 'base64')).toString()).toBe('密码');
    const [one, other] = [1, 2].map(() => tools.rsa.encrypt('pkcs1', publics[0] ?? '', '密码'));
    expect(one).toHaveLength(344);
    expect(one).not.toBe(other);
  });
});

describe('encodings', () => {
  test('hex, base64, base64url', () => {
    // RFC 4648, section 10
    expect(tools.base64('foobar')).toBe('Zm9vYmFy');
    expect(tools.hex('foobar')).toBe('666f6f626172');
    expect(tools.base64url(bytes('fbff'))).toBe('-_8');
    expect(tools.text(tools.unwritten('Zm9v\nYmFy', 'base64'))).toBe('foobar');
    for (const [text, form] of [
      ['abc', 'hex'],
      ['zz', 'hex'],
      ['a*b', 'base64'],
    ] as const) {
      expect(() => tools.unwritten(text, form)).toThrow(RangeError);
    }
  });

  test('GBK, both ways', () => {
    // GB 2312: 啊 is 1601, the first character of level 1; 齄 8794, the last of level 2. € is 80 in Windows’ own.
    expect(tools.hex(tools.bytes('啊齄', 'gbk'))).toBe('b0a1f7fe');
    expect(tools.text(bytes('cad5bfee313230d4aa'), 'gbk')).toBe('收款120元');
    const text = '收款 ￥1.00，来自微信：镕喆';
    expect(tools.text(tools.bytes(text, 'gbk'), 'gbk')).toBe(text);
    expect(() => tools.bytes('😀', 'gbk')).toThrow(RangeError);
  });
});

describe('dates', () => {
  const at = Date.UTC(2026, 2, 1, 15, 59, 58);

  test.each([
    ['YYYY-MM-DD HH:mm:ss', '2026-03-01 23:59:58'],
    ['YYYYMMDDHHmmss', '20260301235958'],
    ['YYYY年MM月DD日 HH:mm:ss', '2026年03月01日 23:59:58'],
    ['ms', '1772380798000'],
    ['s', '1772380798'],
  ])('%s', (form, text) => {
    expect(tools.formatTime(at, form)).toBe(text);
    expect(tools.parseTime(text, form)).toBe(at);
  });

  test('by the clocks of a zone', () => {
    expect(tools.formatTime(at, 'YYYY-MM-DD HH:mm', '-03:30')).toBe('2026-03-01 12:29');
    expect(tools.parseTime('2026-03-02 00:00:00', 'YYYY-MM-DD HH:mm:ss', '+00:00')).toBe(
      Date.UTC(2026, 2, 2),
    );
    expect(() => tools.formatTime(at, 'YYYY', 'Asia/Shanghai')).toThrow(RangeError);
  });

  test('midnight, and the day before it', () => {
    expect(tools.formatTime(Date.UTC(2026, 2, 1, 16), 'YYYYMMDDHHmmss')).toBe('20260302000000');
    expect(tools.parseTime('20260302', 'YYYYMMDD')).toBe(Date.UTC(2026, 2, 1, 16));
  });

  test.each(['2026-02-31 00:00:00', '2026-03-01 25:00:00', '2026-3-1 00:00:00', '', 'now', '2026-03-01'])(
    '“%s” is no such time',
    (text) => {
      expect(tools.parseTime(text, 'YYYY-MM-DD HH:mm:ss')).toBeNull();
    },
  );
});
