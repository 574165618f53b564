import express, { type RequestHandler } from 'express';
import { refuse } from '../shared/errors.ts';

/** The largest form that a shop may send; bytes. */
export const BODY_LIMIT = 64 * 1024;

/**
 * Reads a form but leaves it as it came: an urlencoded body is `req.body` as text, so that a signature can be
 * checked over what was received; a multipart body (PHP's curl sends one for an array) is an object of its fields. One
 * in a charset or compression that nobody here knows is left unread: whoever misses its fields says why.
 */
export const formText: RequestHandler[] = [
  unlessUnknown(express.text({ type: 'application/x-www-form-urlencoded', limit: BODY_LIMIT })),
  multipartFields({ fieldSize: BODY_LIMIT, fields: 50 }),
];

/**
 * Reads the fields of a multipart form into `req.body`; other bodies are left alone. Whatever is wrong with the form
 * (files, too much, broken) is the sender's fault: Refusal 'bad_form'.
 */
export function multipartFields(limits: { fieldSize: number; fields: number }): RequestHandler {
  let read: RequestHandler | undefined;
  return async (req, res, next) => {
    if (!/^multipart\//i.test(req.headers['content-type'] ?? '')) return next();
    // Few shops and phones ever send one.
    const { default: multer } = await import('multer');
    read ??= multer({ limits: { ...limits, parts: limits.fields, fieldNameSize: 200 } }).none();
    read(req, res, (error: unknown) => {
      next(error ? refuse('bad_form') : undefined);
    });
  };
}

function unlessUnknown(read: RequestHandler): RequestHandler {
  return (req, res, next) => {
    read(req, res, (error: unknown) => {
      const isUnknown = (error as { status?: unknown } | undefined)?.status === 415;
      next(isUnknown ? undefined : error);
    });
  };
}
