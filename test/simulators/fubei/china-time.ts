/** 'YYYY-MM-DD HH:mm:ss' by China's clock. */
export function chinaText(at: number): string {
  return new Date(at + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
}

/** UTC ms; NaN for anything else. */
export function chinaTime(text: unknown): number {
  return typeof text === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(text)
    ? Date.parse(`${text.replace(' ', 'T')}+08:00`)
    : Number.NaN;
}
