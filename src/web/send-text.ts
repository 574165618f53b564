import type { Response } from 'express';

/** A line of plain text that nobody keeps. */
export function sendText(res: Response, status: number, text: string): void {
  res.status(status).set('Cache-Control', 'no-store').type('text').send(text);
}
