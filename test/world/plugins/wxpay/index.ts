export { default } from '../../../../plugins/wxpay/index.ts';
