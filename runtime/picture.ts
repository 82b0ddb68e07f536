/** Draws SVG as PNG, with the one font that comes with the product: no fonts of the machine are used. */
import { join } from 'node:path';

/** Noto Sans SC Regular, the characters of GB 2312 only; how it was made: `docs/decisions/pictures.md`. */
const FONT = join(import.meta.dirname, 'fonts', 'NotoSansSC-Regular-GB2312.ttf');

/**
 * Draws a picture at twice its size in CSS pixels, as phones show it.
 * @param svg with `font-family="Noto Sans SC"`
 * @returns a PNG
 */
export async function drawPng(svg: string): Promise<Uint8Array> {
  // Loaded when the first picture is drawn: most processes draw none.
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    font: { fontFiles: [FONT], loadSystemFonts: false, defaultFontFamily: 'Noto Sans SC' },
    fitTo: { mode: 'zoom', value: 2 },
  });
  return image.asPng();
}
