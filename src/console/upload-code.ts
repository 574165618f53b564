import type { RequestHandler } from 'express';
import { PICTURE_LIMIT_BYTES } from '../shared/picture-store.ts';

/** The form field that holds the picture. */
export const PICTURE_FIELD = 'picture';
/** The form field that holds several, and how many at once. */
export const PICTURES_FIELD = 'pictures';
export const PICTURES_AT_ONCE = 20;

let receive: { one: RequestHandler; several: RequestHandler } | undefined;

/** Loaded at the first upload. */
async function loadReceiver(): Promise<{ one: RequestHandler; several: RequestHandler }> {
  const { default: multer } = await import('multer');
  const storage = multer.memoryStorage();
  const usual = { fileSize: PICTURE_LIMIT_BYTES, fields: 30, fieldSize: 16 * 1024 };
  return {
    one: multer({ storage, limits: { ...usual, files: 1, parts: 40 } }).single(PICTURE_FIELD),
    several: multer({
      storage,
      limits: { ...usual, files: PICTURES_AT_ONCE, parts: PICTURES_AT_ONCE + 10 },
    }).array(PICTURES_FIELD, PICTURES_AT_ONCE),
  };
}

/** What came with the form: a picture, none, or one that is too large. */
export type Received = { picture: Buffer | null; isTooLarge: boolean };

/** Parses a form with a picture; goes before the CSRF check, which reads the form. The picture stays in memory. */
export const receivePicture: RequestHandler = async (req, res, next) => {
  receive ??= await loadReceiver();
  receive.one(req, res, (error: unknown) => {
    const limit = limitOf(error);
    if (error && limit !== 'LIMIT_FILE_SIZE') return next(asBadForm(error));
    const picture = req.file && req.file.size > 0 ? req.file.buffer : null;
    res.locals.received = { picture, isTooLarge: limit === 'LIMIT_FILE_SIZE' } satisfies Received;
    next();
  });
};

/** What came with a form for several pictures. `fault`: one of them is too large, or they are too many; then none is there. */
export interface ReceivedSeveral {
  pictures: { name: string; file: Buffer }[];
  fault: 'too_large' | 'too_many' | null;
}

const SEVERAL_FAULTS: Readonly<Record<string, ReceivedSeveral['fault']>> = {
  LIMIT_FILE_SIZE: 'too_large',
  LIMIT_FILE_COUNT: 'too_many',
  LIMIT_UNEXPECTED_FILE: 'too_many',
  LIMIT_PART_COUNT: 'too_many',
};

/** As receivePicture, for several at once. */
export const receivePictures: RequestHandler = async (req, res, next) => {
  receive ??= await loadReceiver();
  receive.several(req, res, (error: unknown) => {
    const fault = SEVERAL_FAULTS[limitOf(error) ?? ''] ?? null;
    if (error && fault === null) return next(asBadForm(error));
    const files = fault === null && Array.isArray(req.files) ? req.files : [];
    const pictures = files
      .filter(({ size }) => size > 0)
      .map(({ originalname, buffer }) => ({ name: nameOf(originalname), file: buffer }));
    res.locals.received = { pictures, fault } satisfies ReceivedSeveral;
    next();
  });
};

function limitOf(error: unknown): string | null {
  const isOfForm = error instanceof Error && error.name === 'MulterError';
  return isOfForm && 'code' in error ? String(error.code) : null;
}

function asBadForm(error: unknown): unknown {
  return error instanceof Error && error.name === 'MulterError'
    ? Object.assign(error, { status: 400 })
    : error;
}

/** Browsers write names as UTF-8, which the parser reads as Latin-1. */
function nameOf(original: string): string {
  const bytes = Buffer.from(original, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? text : original;
}
