export { default } from '../../../../plugins/alipay/index.ts';
