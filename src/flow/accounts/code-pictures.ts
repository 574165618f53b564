import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { Readable } from 'node:stream';

/** An uploaded picture of a code, by its name in this folder; null when there is none. */
export async function readCodePicture(
  folder: string,
  name: string,
): Promise<{ body: Readable; type: string } | null> {
  const file = join(folder, basename(name));
  const found = await stat(file).catch(() => null);
  if (!found?.isFile()) return null;
  return { body: createReadStream(file), type: `image/${extname(file).slice(1) || 'png'}` };
}
