import { chown, mkdir, readdir, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HOUR } from './clock.ts';
import { readQrImage } from './qr-image.ts';
import { randomHex } from './random.ts';

/** The largest file that is taken for a picture of a code. */
export const PICTURE_LIMIT_BYTES = 2 * 1024 * 1024;

const STORED_NAME = /^[0-9a-f]{32}\.png$/;
/** A picture that no code shows after this long was uploaded and never saved. */
const FORGOTTEN_AFTER_MS = 24 * HOUR;

/** Pictures of codes under names that nobody can guess, in a folder of the data folder. */
export function createPictureStore(dir: string) {
  return {
    /** Draws the picture anew and stores it. Throws the Refusals of readQrImage, and has then stored nothing. */
    async keep(file: Buffer, options?: { ownShape: boolean }): Promise<{ name: string; text: string }> {
      const { png, text } = await readQrImage(file, options);
      const name = `${randomHex(16)}.png`;
      await mkdir(dir, { recursive: true, mode: 0o700 });
      await giveToOwnerOf(dirname(dir), dir);
      await writeFile(join(dir, name), png, { mode: 0o600 });
      await giveToOwnerOf(dirname(dir), join(dir, name));
      return { name, text };
    },

    /** True for a picture of ours that is there. */
    async has(name: string): Promise<boolean> {
      if (!STORED_NAME.test(name)) return false;
      const found = await stat(join(dir, name)).catch(() => null);
      return found?.isFile() ?? false;
    },

    pathOf: (name: string) => join(dir, name),

    /** Takes back a picture that was just kept and is not wanted after all. */
    async drop(name: string): Promise<void> {
      if (STORED_NAME.test(name)) await unlink(join(dir, name)).catch(() => {});
    },

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

/** A command that root types must not leave files that the server, as another user, can't read. */
async function giveToOwnerOf(folder: string, path: string): Promise<void> {
  if (process.getuid?.() !== 0) return;
  const { uid, gid } = await stat(folder);
  await chown(path, uid, gid);
}
