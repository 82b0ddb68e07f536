import { describe, expect, test } from 'vitest';
import { parseChineseNumber, parseQuantity } from './chinese-number.ts';

describe('whole numbers', () => {
  test.each([
    ['12', 12],
    ['十', 10],
    ['十二', 12],
    ['二十', 20],
    ['三十一', 31],
    ['廿三', 23],
    ['一百二', 120],
    ['一百零二', 102],
    ['两', 2],
    ['二〇二六', 2026],
    ['二三零一', 2301],
  ])('%s is %d', (text, value) => {
    expect(parseChineseNumber(text)).toBe(value);
  });

  test('words that are no numbers give nothing', () => {
    expect(parseChineseNumber('几')).toBeUndefined();
    expect(parseChineseNumber('')).toBeUndefined();
  });
});

describe('quantities', () => {
  test.each([
    ['1.5', 1.5],
    ['一个半', 1.5],
    ['两个半', 2.5],
    ['半', 0.5],
    ['三', 3],
    ['二点五', 2.5],
  ])('%s is %d', (text, value) => {
    expect(parseQuantity(text)).toBe(value);
  });
});
