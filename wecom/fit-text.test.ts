import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLength, fitChars, fitText, splitText, TEXT_MAX_BYTES } from './fit-text.ts';

const family = '👨‍👩‍👧'; // 18 bytes, 8 UTF-16 units, one visible character
const chars = fc.string({
  unit: fc.constantFrom('党', '支', family, '👋🏽', 'é', 'e\u0301', 'a', '。', '\n', '🇨🇳'),
  maxLength: 400,
});
const visible = (text: string) => [...new Intl.Segmenter('zh').segment(text)].map((s) => s.segment);

describe('fitText', () => {
  it('leaves a text alone that fits to the byte', () => {
    const exact = `${'字'.repeat(682)}ab`;
    expect(byteLength(exact)).toBe(TEXT_MAX_BYTES);
    expect(fitText(exact)).toBe(exact);
    expect(fitText(`${exact}c`)).toBe(`${'字'.repeat(681)}…`);
  });

  it('never breaks a visible character, never exceeds the limit, and wastes at most one character', () => {
    fc.assert(
      fc.property(chars, fc.integer({ min: 21, max: 200 }), (text, max) => {
        const fitted = fitText(text, max);
        expect(byteLength(fitted)).toBeLessThanOrEqual(max);
        if (byteLength(text) <= max) {
          expect(fitted).toBe(text);
          return;
        }
        const kept = visible(fitted.slice(0, -1));
        expect(fitted.endsWith('…')).toBe(true);
        expect(visible(text).slice(0, kept.length)).toEqual(kept);
        const next = visible(text)[kept.length]!;
        expect(byteLength(fitted) + byteLength(next)).toBeGreaterThan(max);
      }),
    );
  });

  it('cuts a character that is longer than the limit between code points', () => {
    expect(fitText(family, 10)).toBe('👨‍…');
    expect(fitText('党', 2)).toBe('');
  });
});

describe('fitChars', () => {
  it('counts what people see', () => {
    expect(fitChars(family.repeat(3), 3)).toBe(family.repeat(3));
    expect(fitChars(family.repeat(4), 3)).toBe(`${family.repeat(2)}…`);
    expect(fitChars('关于召开支部大会的通知', 5)).toBe('关于召开…');
    expect(fitChars('通知', 5)).toBe('通知');
  });
});

describe('splitText', () => {
  it('leaves a short text alone', () => {
    expect(splitText('你好')).toEqual(['你好']);
    expect(splitText('')).toEqual(['']);
  });

  it('ends parts at lines, then at sentences', () => {
    const line = `${'一'.repeat(8)}\n`;
    expect(splitText(line.repeat(3), 45)).toEqual([
      `（1/3）${'一'.repeat(8)}`,
      `（2/3）${'一'.repeat(8)}`,
      `（3/3）${'一'.repeat(8)}\n`,
    ]);
    expect(splitText('一二三四五六七。八九十一二三四五六', 45)).toEqual([
      '（1/2）一二三四五六七。',
      '（2/2）八九十一二三四五六',
    ]);
  });

  it('loses nothing but line ends between parts, and keeps every part within the limit', () => {
    fc.assert(
      fc.property(chars, fc.integer({ min: 60, max: 300 }), (text, max) => {
        const parts = splitText(text, max);
        for (const part of parts) expect(byteLength(part)).toBeLessThanOrEqual(max);
        const joined = parts
          .map((part) => (parts.length > 1 ? part.replace(/^（\d+\/\d+）/, '') : part))
          .join('');
        expect(joined.replaceAll('\n', '')).toBe(text.replaceAll('\n', ''));
        if (parts.length > 1) {
          expect(
            parts.map((part) =>
              part
                .match(/^（(\d+)\/(\d+)）/)
                ?.slice(1, 3)
                .map(Number),
            ),
          ).toEqual(parts.map((_, index) => [index + 1, parts.length]));
        }
      }),
    );
  });

  it('leaves room for numbers of two digits', () => {
    const parts = splitText('字'.repeat(400), 60);
    expect(parts.length).toBeGreaterThan(9);
    for (const part of parts) expect(byteLength(part)).toBeLessThanOrEqual(60);
  });

  it('refuses a limit in which nothing fits', () => {
    expect(() => splitText('字'.repeat(10), 12)).toThrow(RangeError);
  });
});
