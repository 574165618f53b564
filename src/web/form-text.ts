import express, { type RequestHandler } from 'express';
import multer from 'multer';

const BODY_LIMIT = 64 * 1024;

/**
 * Reads a form but leaves it as it came: an urlencoded body is `req.body` as text, so that a signature can be
 * checked over what was received; a multipart body (PHP's curl sends one for an array) is an object of its fields.
 */
export const formText: RequestHandler[] = [
  express.text({ type: 'application/x-www-form-urlencoded', limit: BODY_LIMIT }),
  multer({ limits: { fieldSize: BODY_LIMIT, fields: 50, parts: 50 } }).none(),
];
