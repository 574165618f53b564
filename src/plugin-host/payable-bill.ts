import type { Bill, Platform, PluginHttp } from '../plugin-api/index.ts';
import { Refusal } from '../shared/errors.ts';
import { readQrImage } from '../shared/qr-image.ts';
import { failures } from './plugin-failure.ts';

/** A bill whose code can be drawn. */
export type PayableBill = Pick<Bill, 'reference' | 'closesAt'> & { content: string };

/** Reads what the code of a bill says that the platform only shows as a picture. PlatformError where it can't be read. `http` leads there. */
export async function readPicture(
  platform: Platform,
  http: Pick<PluginHttp, 'get'>,
  { content, picture, reference, closesAt }: Bill,
): Promise<PayableBill> {
  if (content !== undefined) return { content, reference, closesAt };
  const { bytes } = await http.get(String(picture));
  try {
    const { text } = await readQrImage(Buffer.from(bytes));
    return { content: text, reference, closesAt };
  } catch (error) {
    throw error instanceof Refusal ? failures.threw(platform) : error;
  }
}
