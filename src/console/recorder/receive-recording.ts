import type { Request, RequestHandler } from 'express';
import { LIMITS } from '../../recorder/index.ts';

/** The form field that holds the file. */
export const RECORDING_FIELD = 'recording';

/** What came with the form: the file's text, nothing, or one that is too large. It is in memory and nowhere else. */
export interface ReceivedRecording {
  text: string | null;
  bytes: number;
  isTooLarge: boolean;
}

/** Of an upload that is too large; whoever sends more is cut off. */
const MOST_THROWN_AWAY = 10 * LIMITS.harBytes;

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
  receive(req, res, async (error: unknown) => {
    const code = error instanceof Error && 'code' in error ? String(error.code) : null;
    const isTooLarge = code === 'LIMIT_FILE_SIZE' || code === 'LIMIT_FIELD_VALUE';
    if (error && !isTooLarge) {
      const isOfForm = error instanceof Error && error.name === 'MulterError';
      return next(isOfForm ? Object.assign(error, { status: 400 }) : error);
    }
    // A browser that still sends doesn't listen: it would see a broken connection in place of the answer.
    if (isTooLarge) await readToItsEnd(req);
    const file = req.file && req.file.size > 0 ? req.file : null;
    res.locals.recording = {
      text: file ? file.buffer.toString('utf8') : null,
      bytes: file?.size ?? 0,
      isTooLarge,
    } satisfies ReceivedRecording;
    next();
  });
};

/** What is left of a request is read and thrown away, as long as it is nothing like endless. */
function readToItsEnd(req: Request): Promise<void> {
  return new Promise((resolve) => {
    let bytes = 0;
    const done = () => {
      req.off('data', count);
      resolve();
    };
    function count(chunk: Buffer): void {
      bytes += chunk.length;
      if (bytes > MOST_THROWN_AWAY) done();
    }
    if (req.complete || req.destroyed) return done();
    req.once('end', done).once('close', done).once('error', done);
    req.on('data', count).resume();
  });
}
