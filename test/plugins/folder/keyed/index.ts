export { keyedPlatform as default } from '../../till/keyed.ts';
