import type { ShopRefusal } from '../../flow/shop-refusals/index.ts';
import type { TextKey, Translate } from '../../shared/i18n/index.ts';
import { refuseNobodys, refuseObviouslyPrivate } from '../../shared/shop-address.ts';

/** What was wrong with a shop's request, and what to do about it. */
export interface ExplainedRefusal {
  what: string;
  remedy: string;
}

const titles: Record<string, TextKey> = {
  bad_sign: 'console.shopRefused.badSign',
  unknown_merchant: 'console.shopRefused.unknownMerchant',
  bad_key: 'console.shopRefused.badKey',
  bad_input: 'console.shopRefused.badInput',
  other_terms: 'console.shopRefused.otherTerms',
  not_a_form: 'console.shopRefused.notAForm',
  bad_form: 'console.shopRefused.badForm',
  wrong_method: 'console.shopRefused.wrongMethod',
  wrong_address: 'console.shopRefused.wrongAddress',
  speaks_v1: 'console.shopRefused.speaksV1',
  unknown_act: 'console.shopRefused.unknownAct',
  no_refund: 'console.shopRefused.noRefund',
  no_code: 'console.shopRefused.noCode',
};

const remedies: Record<string, TextKey> = {
  'bad_sign/missing': 'console.shopRefused.fix.signMissing',
  'bad_sign/rsa': 'console.shopRefused.fix.speaksV1',
  'bad_sign/not_utf8': 'console.shopRefused.fix.notUtf8',
  'bad_sign/upper_case': 'console.shopRefused.fix.upperCase',
  'bad_sign/key_blanks': 'console.shopRefused.fix.keyBlanks',
  'bad_sign/key_name': 'console.shopRefused.fix.keyName',
  'bad_sign/backslash': 'console.shopRefused.fix.backslash',
  'bad_sign/url_encoded': 'console.shopRefused.fix.urlEncoded',
  'bad_sign/plus': 'console.shopRefused.fix.plus',
  'bad_sign/html': 'console.shopRefused.fix.html',
  'bad_sign/blanks': 'console.shopRefused.fix.blanks',
  'bad_sign/unsigned_fields': 'console.shopRefused.fix.unsigned',
  'bad_sign/no_param': 'console.shopRefused.fix.noParam',
  'bad_sign/epay_key': 'console.shopRefused.fix.epayKey',
  bad_sign: 'console.shopRefused.fix.badSign',
  unknown_merchant: 'console.shopRefused.fix.unknownMerchant',
  'bad_key/key_blanks': 'console.shopRefused.fix.keyBlanks',
  bad_key: 'console.shopRefused.fix.badKey',
  'bad_input/split': 'console.shopRefused.fix.split',
  'bad_input/two_readings': 'console.shopRefused.fix.twoReadings',
  'bad_input/type': 'console.shopRefused.fix.type',
  bad_input: 'console.shopRefused.fix.badInput',
  other_terms: 'console.shopRefused.fix.otherTerms',
  'not_a_form/empty': 'console.shopRefused.fix.wrongMethod',
  'not_a_form/only_address': 'console.shopRefused.fix.wrongMethod',
  'not_a_form/charset': 'console.shopRefused.fix.charset',
  'not_a_form/encoding': 'console.shopRefused.fix.encoding',
  'not_a_form/in_address': 'console.shopRefused.fix.inAddress',
  not_a_form: 'console.shopRefused.fix.notAForm',
  bad_form: 'console.shopRefused.fix.badForm',
  wrong_method: 'console.shopRefused.fix.wrongMethod',
  'wrong_address/bare': 'console.shopRefused.fix.bareAddress',
  wrong_address: 'console.shopRefused.fix.wrongAddress',
  speaks_v1: 'console.shopRefused.fix.speaksV1',
  unknown_act: 'console.shopRefused.fix.unknownAct',
  no_refund: 'console.shopRefused.fix.noRefund',
  no_code: 'console.shopRefused.fix.noCode',
};

/** In the reader's language. One that nobody has words for is shown as the shop was told. */
export function explainShopRefusal(
  {
    code,
    reason,
    message,
    fields = [],
  }: Pick<ShopRefusal, 'code' | 'reason' | 'message'> & Partial<ShopRefusal>,
  t: Translate,
): ExplainedRefusal {
  const title = titles[code];
  const isNearby =
    code === 'bad_input' && fields.some(([name, value]) => name === reason && isOwnersNetwork(value));
  const remedy = isNearby
    ? 'console.shopRefused.fix.privateNotify'
    : (remedies[`${code}/${reason}`] ?? remedies[code]);
  return {
    what: title ? t(title, { field: reason }) : message,
    remedy: remedy ? t(remedy, { field: reason, message }) : '',
  };
}

/** An address that a shop may have once the owner opens his own machine and network. */
function isOwnersNetwork(address: string): boolean {
  return refuseObviouslyPrivate(address) !== null && refuseNobodys(address) === null;
}

const doors: Record<string, string> = {
  submit: '/submit.php',
  mapi: '/mapi.php',
  api: '/api.php',
  qrcode: '/qrcode.php',
  createOrder: '/createOrder',
  closeOrder: '/closeOrder',
};

/** The address that a refused request came to; '' for one that is none of ours. */
export function doorOf(door: string): string {
  return doors[door] ?? '';
}
