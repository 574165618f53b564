export { default } from '../../../plugins/folder/till/index.ts';
