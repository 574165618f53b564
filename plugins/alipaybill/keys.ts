import { PlatformError, tools, type Words } from '#plugin-api';

/** What an account has to call with: told apart, each in its place. */
export interface Keys {
  appId: string;
  privateKey: string;
  alipayPublicKey: string;
}

/** RSA2 wants 2048 bits. */
const LEAST_BITS = 2048;

/**
 * The keys of the settings. Throws PlatformError 'wrongPassword' that names the field and what stands there instead:
 * they look alike, and the app's own public key in the place of Alipay's is the commonest mistake
 * (docs/reference/aggregators.md, section 9).
 */
export function keysOf(settings: Readonly<Record<string, string>>): Keys {
  const {
    username: appId = '',
    private_key: privateKey = '',
    alipay_public_key: alipayPublicKey = '',
  } = settings;
  if (!/^\d{16}$/.test(appId)) throw wrong('username', words.appId);
  const own = tools.rsa.read(privateKey);
  if (own?.kind === 'certificate') throw wrong('private_key', words.certificate);
  if (own?.kind === 'public') throw wrong('private_key', words.publicInPlaceOfPrivate);
  if (!own) throw wrong('private_key', words.noPrivateKey);
  if (own.bits < LEAST_BITS) throw wrong('private_key', words.short);
  const theirs = tools.rsa.read(alipayPublicKey);
  if (theirs?.kind === 'certificate') throw wrong('alipay_public_key', words.certificate);
  if (theirs?.kind === 'private') throw wrong('alipay_public_key', words.privateInPlaceOfPublic);
  if (!theirs) throw wrong('alipay_public_key', words.noPublicKey);
  if (theirs.publicHalf === own.publicHalf) throw wrong('alipay_public_key', words.ownPublicKey);
  return { appId, privateKey, alipayPublicKey };
}

function wrong(field: string, said: Words): PlatformError {
  return new PlatformError('wrongPassword', said, { fields: [field] });
}

const words = {
  appId: {
    zh: 'AppID 是 16 位数字（一般以 20 开头），在开放平台控制台的应用详情里；2088 开头的是账号，不是 AppID',
    en: 'An AppID has 16 digits (20… as a rule); it stands in the details of the app. What begins with 2088 is a user, no app',
  },
  certificate: {
    zh: '这是证书。请在开放平台把接口加签方式设为“密钥”（公钥模式），再填密钥',
    en: 'This is a certificate. Set the app’s way of signing to keys instead of certificates, and enter the key',
  },
  publicInPlaceOfPrivate: {
    zh: '这里填的是公钥。请填应用私钥：密钥工具生成的两个里较长的那个，只在您自己的电脑上',
    en: 'This is a public key. Enter the app’s private key: the longer one of the two that the key tool made',
  },
  noPrivateKey: {
    zh: '这不是私钥，或者没有复制完整。请从密钥工具里重新复制整段应用私钥',
    en: 'This is no private key, or not all of it. Copy the whole private key of the app once more',
  },
  short: {
    zh: '这个私钥不足 2048 位。请用密钥工具重新生成 RSA2(2048) 密钥，并在开放平台换上新的应用公钥',
    en: 'This key has fewer than 2048 bits. Make a new RSA2 (2048) pair, and set its public key for the app',
  },
  privateInPlaceOfPublic: {
    zh: '这里填的是私钥。请填支付宝公钥：在开放平台上传应用公钥后，页面上显示给您的那一个',
    en: 'This is a private key. Enter Alipay’s public key: the one that the platform shows after you set the app’s own',
  },
  noPublicKey: {
    zh: '这不是公钥，或者没有复制完整。请从开放平台重新复制整段支付宝公钥',
    en: 'This is no public key, or not all of it. Copy Alipay’s public key once more',
  },
  ownPublicKey: {
    zh: '这是您自己的应用公钥，不是支付宝公钥。请在开放平台“接口加签方式”里点“查看”，复制支付宝公钥',
    en: 'This is the app’s own public key, not Alipay’s. Look under the app’s way of signing for Alipay’s public key',
  },
} satisfies Record<string, Words>;
