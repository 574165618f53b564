import { createHash, timingSafeEqual } from 'node:crypto';

// 计算签名：params 是未经 URL 编码的参数，key 是商户密钥
export function epaySign(params, key) {
  const content = Object.keys(params)
    .filter((name) => name !== 'sign' && name !== 'sign_type' && String(params[name]) !== '')
    .sort()
    .map((name) => `${name}=${params[name]}`)
    .join('&');
  return createHash('md5')
    .update(content + key, 'utf8')
    .digest('hex');
}

// 验证通知：params 是收到的全部参数，例如 Object.fromEntries(url.searchParams)
export function epayVerify(params, key) {
  const wanted = Buffer.from(epaySign(params, key));
  const given = Buffer.from(String(params.sign));
  return wanted.length === given.length && timingSafeEqual(wanted, given);
}
