export { default } from '../../../../plugins/sqbpay/index.ts';
