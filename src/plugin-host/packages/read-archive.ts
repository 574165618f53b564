import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Refusal } from '../../shared/errors.ts';
import { badPackage } from './bad-package.ts';

/** Bounds of what is unpacked; all of it stays in memory, nothing is ever written to a file. */
export const PACKAGE_LIMITS = {
  /** Of the file as it comes. */
  fileBytes: 2 * 1024 * 1024,
  /** Of all files in it together. */
  unpackedBytes: 8 * 1024 * 1024,
  files: 200,
};

/** The files of a zip or an npm tarball, by their paths. Refusal 'bad_package' for anything else, or beyond the bounds. */
export async function readArchive(bytes: Buffer): Promise<Map<string, Buffer>> {
  const kind = kindOf(bytes);
  if (kind === null) throw badPackage('notAnArchive');
  const files = new Files();
  try {
    if (kind === 'zip') await readZip(bytes, files);
    else await readTarball(bytes, files);
  } catch (error) {
    throw files.refused ?? refusalOf(error) ?? badPackage('notRead');
  }
  return files.read;
}

function kindOf(bytes: Buffer): 'zip' | 'tgz' | null {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return 'zip';
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? 'tgz' : null;
}

/** What was read so far; whatever goes beyond the bounds ends the reading. */
class Files {
  readonly read = new Map<string, Buffer>();
  refused: Refusal | null = null;
  private count = 0;
  private size = 0;

  /** Before it is unpacked. Throws what is kept in `refused`. */
  expect({ path, size, isLink }: { path: string; size: number; isLink: boolean }): void {
    this.count += 1;
    this.size += size;
    if (this.count > PACKAGE_LIMITS.files) throw this.refuse('tooMany');
    if (isLink) throw this.refuse('link');
    if (!isPlain(path)) throw this.refuse('path');
    if (this.size > PACKAGE_LIMITS.unpackedBytes) throw this.refuse('tooLarge');
  }

  private refuse(why: Parameters<typeof badPackage>[0]): Refusal {
    this.refused ??= badPackage(why);
    return this.refused;
  }
}

/** A path that stays where it is unpacked, on any system. */
function isPlain(path: string): boolean {
  if (path === '' || path.length > 300 || /[\\\0:]/.test(path) || path.startsWith('/')) return false;
  return path.split('/').every((part) => part !== '..');
}

async function readZip(bytes: Buffer, files: Files): Promise<void> {
  const { fromBufferPromise } = await import('yauzl');
  const zip = await fromBufferPromise(bytes, { strictFileNames: true, validateEntrySizes: true });
  for await (const entry of zip.eachEntry()) {
    const mode = entry.externalFileAttributes >>> 16;
    const isLink = (mode & 0o170000) === 0o120000;
    files.expect({ path: entry.fileName, size: entry.uncompressedSize, isLink });
    if (entry.fileName.endsWith('/')) continue;
    files.read.set(entry.fileName, await whole(await zip.openReadStreamPromise(entry)));
  }
}

async function readTarball(bytes: Buffer, files: Files): Promise<void> {
  const { Parser } = await import('tar');
  const maxOutputLength = PACKAGE_LIMITS.unpackedBytes + PACKAGE_LIMITS.files * 2_048;
  const tar = await promisify(gunzip)(bytes, { maxOutputLength }).catch((error: { code?: string }) => {
    throw error.code === 'ERR_BUFFER_TOO_LARGE' ? badPackage('tooLarge') : error;
  });
  const reading: Promise<unknown>[] = [];
  await new Promise<void>((resolve, reject) => {
    const parser = new Parser({ strict: true });
    parser.on('entry', (entry) => {
      try {
        const isFile = ['File', 'OldFile', 'ContiguousFile'].includes(entry.type);
        const isFolder = entry.type === 'Directory';
        files.expect({ path: entry.path, size: entry.size, isLink: !isFile && !isFolder });
        if (!isFile) return void entry.resume();
      } catch (error) {
        entry.resume();
        return reject(error);
      }
      reading.push(entry.concat().then((content: Buffer) => files.read.set(entry.path, content)));
    });
    parser.on('error', reject);
    parser.on('end', () => resolve());
    parser.end(tar);
  });
  await Promise.all(reading);
}

async function whole(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function refusalOf(error: unknown): Refusal | null {
  return error instanceof Error && error.name === 'Refusal' ? (error as Refusal) : null;
}
