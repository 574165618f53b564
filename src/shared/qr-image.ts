import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Refusal, refuse } from './errors.ts';
import { nodeModulesDir } from './paths.ts';

/** A picture of a code, made small and harmless. */
export interface QrImage {
  /** What the code says; '' for one in a shape that only its own app reads. */
  text: string;
  /** PNG of at most 600 pixels and 25 KB, drawn anew: nothing of the uploaded file but its pixels is in it. */
  png: Buffer;
}

const MAX_BYTES = 25 * 1024;
/** More pixels than any phone's camera takes; less than what would fill the memory. */
const MAX_PIXELS = 60_000_000;
/** The longest sides at which a code is looked for. jsqr holds up everything else meanwhile, so it gets small ones. */
const JSQR_SIZES = [600];
const ZXING_SIZES = [1600, 700];
/** Drawn pictures are no larger than this. */
const SMALL = { jsqr: [600], zxing: [600] };
const CROP_MARGIN = 0.14;
/** A sheet with more codes than this says more than one thing at once anyway. */
const ENOUGH_CODES = 8;

/** A code that takes less of the picture's longer side than this is part of a poster or a screenshot. */
const FILLS_PICTURE = 0.7;

interface Drawing {
  /** Only the code and a margin around it. */
  crop: boolean;
  size: number;
  colours: number;
}

/** From the best looking to the smallest: the first that is small enough and still readable is kept. */
const whole: Drawing[] = [
  { crop: false, size: 600, colours: 64 },
  { crop: false, size: 600, colours: 16 },
  { crop: false, size: 480, colours: 8 },
];
const cropped: Drawing[] = [
  { crop: true, size: 480, colours: 64 },
  { crop: true, size: 480, colours: 8 },
  { crop: true, size: 400, colours: 2 },
];
const unread: Drawing[] = [
  ...whole,
  { crop: false, size: 400, colours: 8 },
  { crop: false, size: 400, colours: 4 },
];

interface Pixels {
  data: Uint8ClampedArray<ArrayBuffer>;
  width: number;
  height: number;
}

/** A code found in a picture; the box is in parts of the picture's width and height. */
interface Found {
  text: string;
  box: { left: number; top: number; right: number; bottom: number };
}

/**
 * Reads the QR code in a PNG, JPEG, GIF or WebP picture and draws the picture anew. The libraries are loaded at the
 * first picture only. With `ownShape` a picture in which nothing can be read is kept as it is. Throws Refusal
 * 'not_a_picture', 'no_qr', 'several_qr' or 'unreadable_small'.
 */
export async function readQrImage(file: Buffer, { ownShape = false } = {}): Promise<QrImage> {
  if (!isPicture(file)) throw notAPicture();
  const picture = await upright(file);
  const found = await findCode(picture);
  if (!found) {
    if (ownShape) return { text: '', png: await drawUnread(picture) };
    throw refuse('no_qr');
  }
  if (await saysMoreThan(found.text, picture)) {
    throw refuse('several_qr');
  }
  // On the cashier a whole poster would leave the code too small to scan.
  const drawings = (await fillsPicture(picture, found)) ? [...whole, ...cropped] : [...cropped, ...whole];
  for (const drawing of drawings) {
    const png = await draw(picture, drawing, found);
    if (png.length <= MAX_BYTES && (await findCode(png, SMALL))?.text === found.text) {
      return { text: found.text, png };
    }
  }
  throw refuse('unreadable_small.readable');
}

/** By their first bytes; other formats that the library could open (SVG, PDF, TIFF) are none of ours. */
function isPicture(file: Buffer): boolean {
  const head = file.subarray(0, 12).toString('latin1');
  return (
    head.startsWith('\x89PNG\r\n\x1a\n') ||
    head.startsWith('\xff\xd8\xff') ||
    /^GIF8[79]a/.test(head) ||
    (head.startsWith('RIFF') && head.endsWith('WEBP'))
  );
}

function notAPicture(): Refusal {
  return refuse('not_a_picture');
}

/** The picture as a PNG, the right way up, on white, no larger than needed. */
async function upright(file: Buffer): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  try {
    return await sharp(file, { limitInputPixels: MAX_PIXELS })
      .rotate()
      .flatten({ background: '#fff' })
      .resize({ width: 1600, height: 1600, fit: 'inside', withoutEnlargement: true })
      .png({ compressionLevel: 1 })
      .toBuffer();
  } catch {
    throw notAPicture();
  }
}

async function drawUnread(picture: Buffer): Promise<Buffer> {
  for (const drawing of unread) {
    const png = await draw(picture, drawing);
    if (png.length <= MAX_BYTES) return png;
  }
  throw refuse('unreadable_small.busy');
}

async function fillsPicture(picture: Buffer, { box }: Found): Promise<boolean> {
  const { default: sharp } = await import('sharp');
  const { width, height } = await sharp(picture).metadata();
  const codeSide = Math.max((box.right - box.left) * width, (box.bottom - box.top) * height);
  return codeSide >= FILLS_PICTURE * Math.max(width, height);
}

async function draw(picture: Buffer, drawing: Drawing, found?: Found): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  const image = sharp(picture);
  if (drawing.crop && found) {
    const { box } = found;
    const { width, height } = await sharp(picture).metadata();
    const margin = CROP_MARGIN * Math.max((box.right - box.left) * width, (box.bottom - box.top) * height);
    const left = Math.max(0, Math.floor(box.left * width - margin));
    const top = Math.max(0, Math.floor(box.top * height - margin));
    const right = Math.min(width, Math.ceil(box.right * width + margin));
    const bottom = Math.min(height, Math.ceil(box.bottom * height + margin));
    image.extract({ left, top, width: right - left, height: bottom - top });
  }
  return image
    .resize({ width: drawing.size, height: drawing.size, fit: 'inside', withoutEnlargement: true })
    .png({ palette: true, colours: drawing.colours, dither: 0, effort: 6, compressionLevel: 9 })
    .toBuffer();
}

async function findCode(
  picture: Buffer,
  sizes = { jsqr: JSQR_SIZES, zxing: ZXING_SIZES },
): Promise<Found | null> {
  for (const size of sizes.jsqr) {
    const found = await readWithJsqr(await pixelsOf(picture, size));
    if (found) return found;
  }
  for (const size of sizes.zxing) {
    const found = await readWithZxing(await pixelsOf(picture, size));
    if (found) return found;
  }
  return null;
}

async function pixelsOf(picture: Buffer, size: number): Promise<Pixels> {
  const { default: sharp } = await import('sharp');
  const { data, info } = await sharp(picture)
    .resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data: new Uint8ClampedArray(data), width: info.width, height: info.height };
}

async function readWithJsqr({ data, width, height }: Pixels): Promise<Found | null> {
  const loaded = await import('jsqr');
  // The package is CommonJS: its function is the default of the default.
  const read = (loaded.default as unknown as { default?: typeof loaded.default }).default ?? loaded.default;
  const code = (read as unknown as JsqrFunction)(data, width, height);
  if (!code?.data) return null;
  const { topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner } = code.location;
  return {
    text: code.data,
    box: boxOf([topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner], width, height),
  };
}

type Point = { x: number; y: number };
type JsqrFunction = (
  data: Uint8ClampedArray,
  width: number,
  height: number,
) => {
  data: string;
  location: Record<'topLeftCorner' | 'topRightCorner' | 'bottomLeftCorner' | 'bottomRightCorner', Point>;
} | null;

let zxing: Promise<typeof import('zxing-wasm/reader')> | undefined;

/** Left to itself the package would fetch its binary from the network. */
async function loadZxing(): Promise<typeof import('zxing-wasm/reader')> {
  const [reader, wasm] = await Promise.all([
    import('zxing-wasm/reader'),
    readFile(join(nodeModulesDir, 'zxing-wasm/dist/reader/zxing_reader.wasm')),
  ]);
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer;
  await reader.prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
  return reader;
}

/** The codes in the picture, as many as are asked for. */
async function codesIn({ data, width, height }: Pixels, atMost: number) {
  zxing ??= loadZxing();
  const { readBarcodes } = await zxing;
  const image = { data, width, height, colorSpace: 'srgb' as const };
  const found = await readBarcodes(image as ImageData, {
    formats: ['QRCode'],
    tryHarder: true,
    maxNumberOfSymbols: atMost,
  });
  return found.filter(({ isValid, text }) => isValid && text !== '');
}

/** True when there is a code in the picture that says something else: nobody should have to guess which is shown. */
async function saysMoreThan(text: string, picture: Buffer): Promise<boolean> {
  const codes = await codesIn(await pixelsOf(picture, Math.max(...ZXING_SIZES)), ENOUGH_CODES);
  return codes.some((code) => code.text !== text);
}

async function readWithZxing(pixels: Pixels): Promise<Found | null> {
  const { width, height } = pixels;
  const [code] = await codesIn(pixels, 1);
  if (!code) return null;
  const { topLeft, topRight, bottomLeft, bottomRight } = code.position;
  return { text: code.text, box: boxOf([topLeft, topRight, bottomLeft, bottomRight], width, height) };
}

function boxOf(points: Point[], width: number, height: number): Found['box'] {
  const xs = points.map(({ x }) => x / width);
  const ys = points.map(({ y }) => y / height);
  return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) };
}
