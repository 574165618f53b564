import type { RequestHandler } from 'express';
import { PACKAGE_LIMITS } from '../../plugin-host/index.ts';

/** The form field that holds the package. */
export const PACKAGE_FIELD = 'package';

let receive: RequestHandler | undefined;

async function loadReceiver(): Promise<RequestHandler> {
  const { default: multer } = await import('multer');
  const limits = {
    fileSize: PACKAGE_LIMITS.fileBytes,
    files: 1,
    fields: 10,
    fieldSize: 16 * 1024,
    parts: 12,
  };
  return multer({ storage: multer.memoryStorage(), limits }).single(PACKAGE_FIELD);
}

/** What came with the form: nothing where no file was chosen; null where it is too large. */
export type ReceivedPackage = Buffer | null;

/** Parses the form with a package; goes before the CSRF check, which reads the form. The file stays in memory. */
export const receivePackage: RequestHandler = async (req, res, next) => {
  receive ??= await loadReceiver();
  receive(req, res, (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    if (error && code !== 'LIMIT_FILE_SIZE')
      return next(code === null ? error : Object.assign(error, { status: 400 }));
    res.locals.received = (error ? null : (req.file?.buffer ?? Buffer.alloc(0))) satisfies ReceivedPackage;
    next();
  });
};
