import { expect, test } from 'vitest';
import { amountInName } from '../../../src/flow/fixed-codes/index.ts';

test.each([
  ['10.00.png', 1_000],
  ['9.9.jpg', 990],
  ['0.01.png', 1],
  ['微信 9.90元.png', 990],
  ['¥20.jpeg', 2_000],
  ['支付宝-100.webp', 10_000],
  ['１０．５０.png', 1_050],
  ['10.01 (1).png', 1_001],
  ['10.01（2）.png', 1_001],
  ['10.02 - 副本.png', 1_002],
  ['10.02 - 副本 (3).png', 1_002],
  ['folder/5.5.png', 550],
  ['C:\\码\\5.5.PNG', 550],
  ['12345.png', 1_234_500],
])('%s is an amount', (name, fen) => expect(amountInName(name)).toBe(fen));

test.each([
  'IMG_1234.png',
  'DSC0010.jpg',
  'mmexport1700000000000.jpg',
  '微信图片_20260301120000.png',
  'Screenshot_20260301.png',
  '20260301.png',
  '13800000000.png',
  '123456.png',
  '10.00-2.png',
  '10.001.png',
  '0.png',
  'code.png',
  '',
  '.png',
  '1e5.png',
])('%j is none', (name) => expect(amountInName(name)).toBeNull());
