import QRCode from 'qrcode';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { readQrImage } from '../../src/shared/qr-image.ts';

const LINK = 'wxp://f2f0Xq3v7bA9cD2eF4gH6iJ8kL0mN1oP3qR5sT7uV9wX';

/** A poster as payment apps make them: a coloured sheet with words, and the code on a white card in it. */
async function poster({
  width,
  height,
  side,
  left,
  top,
}: Record<'width' | 'height' | 'side' | 'left' | 'top', number>) {
  const code = await QRCode.toBuffer(LINK, {
    width: side,
    margin: 2,
    color: { dark: '#1aad19', light: '#ffffff' },
  });
  const words = Buffer.from(
    `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="#22ac38"/><text x="40" y="90" font-size="60" fill="#fff">WeChat Pay</text><circle cx="${width / 2}" cy="${height - 80}" r="50" fill="#fff"/></svg>`,
  );
  return sharp(words)
    .composite([{ input: code, left, top }])
    .jpeg()
    .toBuffer();
}

describe('a poster or a screenshot is cut down to its code', () => {
  test.each([
    { name: 'portrait', width: 1080, height: 1600, side: 560, left: 260, top: 480 },
    { name: 'a phone’s screenshot', width: 1080, height: 2340, side: 600, left: 240, top: 700 },
    { name: 'landscape', width: 1600, height: 900, side: 420, left: 1100, top: 300 },
    { name: 'the code in a corner', width: 1200, height: 1200, side: 500, left: 0, top: 700 },
  ])('$name', async ({ name: _name, ...sheet }) => {
    const { text, png } = await readQrImage(await poster(sheet));
    expect(text).toBe(LINK);
    const { width, height } = await sharp(png).metadata();
    expect(Math.max(width, height) / Math.min(width, height)).toBeLessThan(1.2);
    // The code with its margin takes nearly all of the picture: as large on the cashier as a code drawn there.
    const again = await readQrImage(png);
    expect(again.text).toBe(LINK);
    const kept = await sharp(again.png).metadata();
    expect([kept.width, kept.height]).toEqual([width, height]);
  });
});

test('a picture that the code fills is kept whole, whatever its colours', async () => {
  const plain = await QRCode.toBuffer(LINK, {
    width: 560,
    margin: 4,
    color: { dark: '#0a5', light: '#fffbe6' },
  });
  const { png } = await readQrImage(plain);
  const { width, height } = await sharp(png).metadata();
  expect([width, height]).toEqual([560, 560]);
});

test('a picture in the app’s own shape is kept as it is where the kind of code has one, and refused otherwise', async () => {
  const rays = Array.from({ length: 36 }, (_, n) => {
    const angle = (n * Math.PI) / 18;
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    return `<line x1="${300 + 120 * x}" y1="${300 + 120 * y}" x2="${300 + (180 + ((n * 37) % 90)) * x}" y2="${300 + (180 + ((n * 37) % 90)) * y}" stroke="#333" stroke-width="9" stroke-linecap="round"/>`;
  });
  const sun = await sharp(
    Buffer.from(
      `<svg width="600" height="600"><rect width="100%" height="100%" fill="#fff"/>${rays.join('')}</svg>`,
    ),
  )
    .jpeg()
    .toBuffer();
  await expect(readQrImage(sun)).rejects.toMatchObject({ code: 'no_qr' });
  const { text, png } = await readQrImage(sun, { ownShape: true });
  expect(text).toBe('');
  expect(png.length).toBeLessThanOrEqual(25 * 1024);
  const { format, width, height } = await sharp(png).metadata();
  expect([format, width]).toEqual(['png', height]);
  expect(width).toBeGreaterThanOrEqual(400);
  await expect(readQrImage(Buffer.from('<svg/>'), { ownShape: true })).rejects.toMatchObject({
    code: 'not_a_picture',
  });
});
