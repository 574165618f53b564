import { randomBytes } from 'node:crypto';
import { mkdir, readdir, stat, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import multer, { MulterError } from 'multer';
import { HOUR } from '../shared/clock.ts';
import { readQrImage } from '../shared/qr-image.ts';

/** The form field that holds the picture. */
export const PICTURE_FIELD = 'picture';
export const PICTURE_LIMIT_BYTES = 2 * 1024 * 1024;
const STORED_NAME = /^[0-9a-f]{32}\.png$/;
/** A picture that no code shows after this long was uploaded and never saved. */
const FORGOTTEN_AFTER_MS = 24 * HOUR;

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

/** Pictures of codes under names that nobody can guess. */
export function createPictureStore(dir: string) {
  return {
    /** Draws the picture anew and stores it. Throws Refusal when there is no QR code in it. */
    async keep(file: Buffer): Promise<{ name: string; text: string }> {
      const { png, text } = await readQrImage(file);
      const name = `${randomBytes(16).toString('hex')}.png`;
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await writeFile(join(dir, name), png, { mode: 0o600 });
      return { name, text };
    },

    /** True for a picture of ours that is there. */
    async has(name: string): Promise<boolean> {
      if (!STORED_NAME.test(name)) return false;
      const found = await stat(join(dir, name)).catch(() => null);
      return found?.isFile() ?? false;
    },

    pathOf: (name: string) => join(dir, name),

    /** Removes pictures that are a day old and in nobody's use. */
    async dropUnused(used: ReadonlySet<string>, now: number): Promise<void> {
      for (const name of await readdir(dir).catch(() => [])) {
        if (!STORED_NAME.test(name) || used.has(name)) continue;
        const file = join(dir, name);
        const found = await stat(file).catch(() => null);
        if (found && found.mtimeMs < now - FORGOTTEN_AFTER_MS) await unlink(file).catch(() => {});
      }
    },
  };
}

export type PictureStore = ReturnType<typeof createPictureStore>;
