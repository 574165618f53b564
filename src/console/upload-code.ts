import type { RequestHandler } from 'express';
import { PICTURE_LIMIT_BYTES } from '../shared/picture-store.ts';

/** The form field that holds the picture. */
export const PICTURE_FIELD = 'picture';

let receive: RequestHandler | undefined;

/** Loaded at the first upload. */
async function loadReceiver(): Promise<RequestHandler> {
  const { default: multer } = await import('multer');
  return multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: PICTURE_LIMIT_BYTES, files: 1, fields: 30, fieldSize: 16 * 1024, parts: 40 },
  }).single(PICTURE_FIELD);
}

/** What came with the form: a picture, none, or one that is too large. */
export type Received = { picture: Buffer | null; isTooLarge: boolean };

/** Parses a form with a picture; goes before the CSRF check, which reads the form. The picture stays in memory. */
export const receivePicture: RequestHandler = async (req, res, next) => {
  receive ??= await loadReceiver();
  receive(req, res, (error: unknown) => {
    const isOfForm = error instanceof Error && error.name === 'MulterError';
    const isTooLarge = isOfForm && 'code' in error && error.code === 'LIMIT_FILE_SIZE';
    if (error && !isTooLarge) return next(isOfForm ? Object.assign(error, { status: 400 }) : error);
    const picture = req.file && req.file.size > 0 ? req.file.buffer : null;
    res.locals.received = { picture, isTooLarge } satisfies Received;
    next();
  });
};
