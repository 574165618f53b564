import type { RequestHandler } from 'express';
import { LIMITS } from '../../recorder/index.ts';

/** The form field that holds the file. */
export const RECORDING_FIELD = 'recording';

/** What came with the form: the file's text, nothing, or one that is too large. It is in memory and nowhere else. */
export interface ReceivedRecording {
  text: string | null;
  bytes: number;
  isTooLarge: boolean;
}

let receive: RequestHandler | undefined;

/** Loaded at the first upload. */
async function loadReceiver(): Promise<RequestHandler> {
  const { default: multer } = await import('multer');
  const limits = {
    fileSize: LIMITS.harBytes,
    files: 1,
    fields: 30,
    fieldSize: LIMITS.pastedBytes,
    parts: 40,
  };
  return multer({ storage: multer.memoryStorage(), limits }).single(RECORDING_FIELD);
}

/** Parses the form with the file; goes before the CSRF check, which reads the form. */
export const receiveRecording: RequestHandler = async (req, res, next) => {
  receive ??= await loadReceiver();
  receive(req, res, (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    const isTooLarge = code === 'LIMIT_FILE_SIZE' || code === 'LIMIT_FIELD_VALUE';
    if (error && !isTooLarge) {
      const isOfForm = error instanceof Error && error.name === 'MulterError';
      return next(isOfForm ? Object.assign(error, { status: 400 }) : error);
    }
    const file = req.file && req.file.size > 0 ? req.file : null;
    res.locals.recording = {
      text: file ? file.buffer.toString('utf8') : null,
      bytes: file?.size ?? 0,
      isTooLarge,
    } satisfies ReceivedRecording;
    next();
  });
};
