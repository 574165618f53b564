import type { RequestHandler } from 'express';
import multer, { MulterError } from 'multer';
import { PICTURE_LIMIT_BYTES } from '../shared/picture-store.ts';

/** The form field that holds the picture. */
export const PICTURE_FIELD = 'picture';

const receive = multer({
  storage: multer.memoryStorage(),
  limits: { fileSize: PICTURE_LIMIT_BYTES, files: 1, fields: 30, fieldSize: 16 * 1024, parts: 40 },
}).single(PICTURE_FIELD);

/** What came with the form: a picture, none, or one that is too large. */
export type Received = { picture: Buffer | null; isTooLarge: boolean };

/** Parses a form with a picture; goes before the CSRF check, which reads the form. The picture stays in memory. */
export const receivePicture: RequestHandler = (req, res, next) => {
  receive(req, res, (error: unknown) => {
    const isTooLarge = error instanceof MulterError && error.code === 'LIMIT_FILE_SIZE';
    if (error && !isTooLarge) {
      return next(error instanceof MulterError ? Object.assign(error, { status: 400 }) : error);
    }
    const picture = req.file && req.file.size > 0 ? req.file.buffer : null;
    res.locals.received = { picture, isTooLarge } satisfies Received;
    next();
  });
};
