import type { DocKey } from '../shared/i18n/doc.ts';

export interface DocField {
  name: string;
  needed: 'yes' | 'no' | 'mapi';
  text: DocKey;
}

const field = (name: string, needed: DocField['needed'], text: DocKey): DocField => ({ name, needed, text });

/** Of submit.php and mapi.php. What is said to be needed is held by test/docs-page/doc-page.test.ts. */
export const submitFields: readonly DocField[] = [
  field('pid', 'yes', 'field.pid'),
  field('type', 'mapi', 'field.type'),
  field('out_trade_no', 'yes', 'field.outTradeNo'),
  field('notify_url', 'yes', 'field.notifyUrl'),
  field('return_url', 'no', 'field.returnUrl'),
  field('name', 'yes', 'field.name'),
  field('money', 'yes', 'field.money'),
  field('param', 'no', 'field.param'),
  field('sitename', 'no', 'field.sitename'),
  field('clientip', 'no', 'field.clientip'),
  field('device', 'no', 'field.device'),
  field('sign', 'yes', 'field.sign'),
  field('sign_type', 'no', 'field.signType'),
];

/** Of V免签's /createOrder. */
export const vmqFields: readonly DocField[] = [
  field('payId', 'yes', 'field.outTradeNo'),
  field('type', 'yes', 'vmqField.type'),
  field('price', 'yes', 'vmqField.price'),
  field('param', 'no', 'field.param'),
  field('notifyUrl', 'no', 'vmqField.notifyUrl'),
  field('returnUrl', 'no', 'vmqField.returnUrl'),
  field('isHtml', 'no', 'vmqField.isHtml'),
  field('pid', 'no', 'vmqField.pid'),
  field('sign', 'yes', 'vmqField.sign'),
];
