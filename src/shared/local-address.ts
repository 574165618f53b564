import ipaddr from 'ipaddr.js';
import { memo } from './memo.ts';

const LOCAL: readonly string[] = [
  'loopback',
  'private',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
  'unspecified',
];

/**
 * True for an IP address (as text) that says nothing about who calls from the internet: this machine's or a private
 * network's, as every visitor has behind a proxy that nobody told us of. Text that is no IP address counts, too.
 */
export const isLocalAddress = memo(
  (text) => !ipaddr.isValid(text) || LOCAL.includes(ipaddr.process(text).range()),
);
