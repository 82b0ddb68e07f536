import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { drawPng } from './picture.ts';

const svg = (text: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="40" font-family="Noto Sans SC"><rect width="120" height="40" fill="#fff"/><text x="4" y="28" font-size="24">${text}</text></svg>`;

/** Width, height, and the inflated pixel rows of a PNG. */
function read(png: Uint8Array) {
  const bytes = Buffer.from(png);
  const parts: Buffer[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(bytes.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return {
    width: bytes.readUInt32BE(16),
    height: bytes.readUInt32BE(20),
    pixels: inflateSync(Buffer.concat(parts)),
  };
}

describe('a picture', () => {
  it('is a PNG of twice the size', async () => {
    const png = await drawPng(svg('谈话'));
    expect(Buffer.from(png).subarray(0, 8).toString('latin1')).toBe('\x89PNG\r\n\x1a\n');
    expect(read(png)).toMatchObject({ width: 240, height: 80 });
  });

  it('shows Chinese without any font of the machine: each character its own shape', async () => {
    const drawn = await Promise.all(
      ['谈', '访', '学', '　'].map(async (c) => read(await drawPng(svg(c))).pixels),
    );
    const shapes = new Set(drawn.map((pixels) => pixels.toString('base64')));
    expect(shapes.size).toBe(4);
  });
});
